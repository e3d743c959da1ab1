-- notices.take_due_mail: a user's notifications that are to be mailed by now, the oldest first; none is taken twice. Uses
-- idx_notifications_user_mail.
WITH due AS (
    SELECT id
    FROM notifications
    WHERE user_id = $1 AND mail_due_at <= $2
    ORDER BY mail_due_at
    LIMIT $3
    FOR NO KEY UPDATE
), taken AS (
    UPDATE notifications n SET mail_due_at = NULL
    FROM due
    WHERE n.id = due.id
    RETURNING n.id, n.type, n.title, n.message, n.action_path, n.bundle_count, n.read_at, n.created_at
)
SELECT type::text AS type, title, message, action_path, bundle_count, read_at IS NOT NULL AS is_read
FROM taken
ORDER BY created_at, id
