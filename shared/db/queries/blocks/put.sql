-- blocks.put: blocks a user who is there; doing it twice is the same as once. By primary keys. None: there is no such user.
INSERT INTO user_blocks (blocker_id, blocked_id)
SELECT $1, u.id FROM users u WHERE u.id = $2 AND u.status <> 'deleted'
ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET created_at = user_blocks.created_at
RETURNING blocked_id
