-- digests.activity: what these users were told in a span and haven't read, for this kind of digest: the newest of each. Uses
-- idx_notifications_user_created.
SELECT u.user_id, n.title, n.message AS text, coalesce(n.action_path, '/notifications') AS path
FROM unnest($1::uuid[]) AS u (user_id)
CROSS JOIN LATERAL (
    SELECT title, message, action_path, created_at, id
    FROM notifications
    WHERE user_id = u.user_id AND digest = $2::text::digest_type AND read_at IS NULL
      AND created_at > $3 AND created_at <= $4
    ORDER BY created_at DESC, id DESC
    LIMIT $5
) AS n
ORDER BY u.user_id, n.created_at DESC, n.id DESC
