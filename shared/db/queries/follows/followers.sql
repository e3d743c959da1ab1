-- follows.followers: who follows something, newest first, after a position; without whom the caller blocks. Uses
-- idx_follows_target_created, the rest by primary keys.
SELECT u.id, u.username, coalesce(p.display_name, u.username) AS name, p.avatar_url, f.created_at
FROM follows f
JOIN users u ON u.id = f.follower_id AND u.status = 'active'
LEFT JOIN profiles p ON p.user_id = u.id
WHERE f.target_type = $4::text::followable_type AND f.target_id = $5
  AND (f.created_at, f.follower_id) < ($6, $7) -- when after
  AND NOT EXISTS (SELECT FROM user_blocks b WHERE b.blocker_id = $3 AND b.blocked_id = f.follower_id)
ORDER BY f.created_at DESC, f.follower_id DESC
LIMIT $1 OFFSET $2
