-- Of whom users were told in the last day that they follow them.
INSERT INTO told_followers (user_id, follower_id, told_at)
SELECT u.id, f.id, now() - make_interval(mins => ((u.n * 37 + f.n * 7) % 1440)::integer)
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users ORDER BY id LIMIT 100) AS u
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users ORDER BY id DESC LIMIT 100) AS f ON f.id <> u.id;
