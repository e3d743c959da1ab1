-- retention.mail_events: drops a batch of what the mail provider told before a time. What somebody works on is left for the next
-- time. Uses idx_mail_events_received.
WITH gone AS (
    DELETE FROM mail_events
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM mail_events WHERE received_at < $1 ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
