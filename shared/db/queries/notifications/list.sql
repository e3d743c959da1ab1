-- notifications.list: what a user is told, newest first, after a position. Uses idx_notifications_user_created,
-- _user_type_created or _user_unread.
SELECT n.id, (extract(epoch FROM n.created_at) * 1000000)::int8 AS key, n.type::text AS type, n.title, n.message,
       n.action_path, n.reference_id, n.actor_id, u.username AS actor_username,
       coalesce(p.display_name, u.username) AS actor_name, n.bundle_count, n.read_at, n.created_at, n.updated_at
FROM notifications n
LEFT JOIN users u ON u.id = n.actor_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = u.id
WHERE n.user_id = $3 AND n.is_shown
  AND n.is_unread -- when unread
  AND n.type = $4::text::notification_type -- when type
  AND (n.created_at, n.id) < ($5, $6) -- when after
ORDER BY n.created_at DESC, n.id DESC
LIMIT $1 OFFSET $2
