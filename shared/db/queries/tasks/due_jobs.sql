-- tasks.due_jobs: active jobs whose time is over, the longest over first. Uses idx_jobs_expires.
SELECT id
FROM jobs
WHERE status = 'active' AND expires_at <= now()
ORDER BY expires_at
LIMIT $1
