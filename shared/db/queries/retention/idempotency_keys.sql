-- retention.idempotency_keys: drops a batch of kept answers that ended before a time. What somebody works on is left for the next
-- time. Uses idx_idempotency_keys_expires.
WITH gone AS (
    DELETE FROM idempotency_keys
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_keys WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
