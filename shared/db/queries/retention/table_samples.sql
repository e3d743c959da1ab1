-- retention.table_samples: drops a batch of samples of tables from before a time. What somebody works on is left for the next
-- time. By primary key.
WITH gone AS (
    DELETE FROM table_samples
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM table_samples WHERE taken_at < $1 ORDER BY taken_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
