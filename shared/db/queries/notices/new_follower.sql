-- notices.new_follower: notes at a moment that a user is told of a follower. None: he was told within a day, the other follows
-- no longer, or one of the two has blocked the other. By primary keys.
INSERT INTO told_followers (user_id, follower_id, told_at)
SELECT f.target_id, f.follower_id, $3
FROM follows f
WHERE f.follower_id = $2 AND f.target_type = 'user' AND f.target_id = $1
  AND NOT EXISTS (SELECT FROM user_blocks b WHERE (b.blocker_id, b.blocked_id) IN (($1, $2), ($2, $1)))
ON CONFLICT (user_id, follower_id) DO UPDATE SET told_at = excluded.told_at
WHERE told_followers.told_at <= excluded.told_at - interval '1 day'
RETURNING true AS is_news
