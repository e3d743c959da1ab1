-- What jobs were told of: the newest ones, each to some users.
INSERT INTO job_matches (job_id, user_id, told_at)
SELECT j.id, u.id, j.published_at
FROM (SELECT id, published_at FROM jobs WHERE status = 'active' ORDER BY published_at DESC, id DESC LIMIT 200) AS j,
     (SELECT id FROM users ORDER BY id LIMIT 20) AS u;
