-- retention.alerts: drops a batch of alerts that were over before a time. What somebody works on is left for the next time.
-- Uses idx_alerts_resolved.
WITH gone AS (
    DELETE FROM alerts
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM alerts WHERE resolved_at < $1 ORDER BY resolved_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
