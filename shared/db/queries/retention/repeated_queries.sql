-- retention.repeated_queries: drops a batch of operations that repeated statements from before a time. What somebody works on is left for the next
-- time. By primary key.
WITH gone AS (
    DELETE FROM repeated_queries
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM repeated_queries WHERE seen_hour < $1 ORDER BY seen_hour LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
