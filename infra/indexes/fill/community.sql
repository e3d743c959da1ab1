-- What the community's tasks write: leaderboards of those who have earned most, and the first badges.
INSERT INTO leaderboard_entries (period, rank, user_id, reputation_gain, post_count, reply_count, accepted_count)
SELECT period, row_number() OVER (PARTITION BY period), user_id, total, 1, 1, 1
FROM (SELECT user_id, total FROM user_reputation WHERE total > 0 ORDER BY total DESC, user_id LIMIT 50) AS best,
     unnest(enum_range(NULL::leaderboard_period)) AS period
WHERE period = 'monthly';

INSERT INTO user_badges (user_id, badge_id)
SELECT r.user_id, b.id FROM user_reputation r JOIN badges b ON b.criterion = 'reputation' AND r.total >= b.threshold;
INSERT INTO user_badges (user_id, badge_id)
SELECT DISTINCT t.author_id, b.id FROM topics t, badges b WHERE b.slug = 'first-post' AND t.author_id IS NOT NULL;
