-- retention.request_minutes: drops a batch of minutes from before a time. What somebody works on is left for the next time. By
-- primary key.
WITH gone AS (
    DELETE FROM request_minutes
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM request_minutes WHERE minute < $1 ORDER BY minute LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
