-- export.notifications: what a user was told, after an id. Uses idx_notifications_user_created.
SELECT 'notifications' AS part, id AS key, jsonb_build_object(
    'id', id, 'type', type, 'title', title, 'message', message, 'actionPath', action_path, 'count', bundle_count,
    'readAt', read_at, 'createdAt', created_at, 'updatedAt', updated_at) AS body
FROM notifications
WHERE user_id = $1 AND id > $2
ORDER BY id
LIMIT $3
