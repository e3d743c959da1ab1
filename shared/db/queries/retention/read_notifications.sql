-- retention.read_notifications: drops a batch of notifications that were read before a time, or were mailed only and made before
-- it. Their users' locks are taken as well, but only free ones: whoever waits for none may take them in any order. Who is told
-- something or reads just now is left for the next time. Uses idx_notifications_over and notification_counters_pkey.
WITH gone AS (
    DELETE FROM notifications
    WHERE ctid = ANY (ARRAY(
        SELECT n.ctid
        FROM notifications n
        CROSS JOIN LATERAL (
            SELECT FROM notification_counters c WHERE c.user_id = n.user_id OFFSET 0 FOR NO KEY UPDATE SKIP LOCKED
        ) AS free
        WHERE CASE WHEN n.is_shown THEN n.read_at ELSE n.created_at END < $1 AND (n.read_at IS NOT NULL OR NOT n.is_shown)
        ORDER BY CASE WHEN n.is_shown THEN n.read_at ELSE n.created_at END
        LIMIT $2
        FOR UPDATE OF n SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
