-- retention.email_tokens: drops a batch of one-time links that ended before a time. What somebody works on is left for the next
-- time. Uses idx_email_tokens_expires.
WITH gone AS (
    DELETE FROM email_tokens
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM email_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
