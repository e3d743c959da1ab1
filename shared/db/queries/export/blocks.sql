-- export.blocks: from whom a user wants no messages, after a user. By primary key.
SELECT 'blocks' AS part, blocked_id AS key, jsonb_build_object('userId', blocked_id, 'createdAt', created_at) AS body
FROM user_blocks
WHERE blocker_id = $1 AND blocked_id > $2
ORDER BY blocked_id
LIMIT $3
