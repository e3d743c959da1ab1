-- retention.failed_tasks: drops a batch of tasks that were given up before a time. What somebody works on is left for the next
-- time. Uses idx_failed_tasks_failed.
WITH gone AS (
    DELETE FROM failed_tasks
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM failed_tasks WHERE failed_at < $1 ORDER BY failed_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
