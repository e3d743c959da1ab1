-- export.follows: what a user follows, after a thing. By primary key.
SELECT 'follows' AS part, target_id AS key, jsonb_agg(jsonb_build_object(
    'targetType', target_type, 'targetId', target_id, 'createdAt', created_at)) AS body
FROM follows
WHERE follower_id = $1 AND target_id > $2
GROUP BY target_id
ORDER BY target_id
LIMIT $3
