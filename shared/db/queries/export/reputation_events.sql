-- export.reputation_events: what a user was given points for, after a thing; by whom is the others'. Uses
-- idx_reputation_events_user_created.
SELECT 'reputationEvents' AS part, source_id AS key, jsonb_agg(jsonb_build_object(
    'sourceId', source_id, 'type', event_type, 'points', points, 'createdAt', created_at)) AS body
FROM reputation_events
WHERE user_id = $1 AND source_id > $2
GROUP BY source_id
ORDER BY source_id
LIMIT $3
