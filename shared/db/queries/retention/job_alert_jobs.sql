-- retention.job_alert_jobs: drops a batch of what users were told before a time. What somebody works on is left for the
-- next time. Uses idx_job_alert_jobs_told.
WITH gone AS (
    DELETE FROM job_alert_jobs
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM job_alert_jobs WHERE told_at < $1 ORDER BY told_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
