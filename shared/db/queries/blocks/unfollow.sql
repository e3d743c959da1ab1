-- blocks.unfollow: of two users, neither follows the other any more. Both are locked. By primary key.
DELETE FROM follows
WHERE target_type = 'user' AND (follower_id, target_id) IN (($1, $2), ($2, $1))
