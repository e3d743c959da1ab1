-- jobs.total: how many jobs are in a state, from the counter that triggers keep, without those that have expired and wait
-- to be closed. Uses idx_jobs_expires.
SELECT n
       - (SELECT count(*) FROM jobs WHERE status = 'active' AND expires_at <= now()) -- when active
       AS n
FROM row_counts
WHERE name = 'jobs.' || $1
