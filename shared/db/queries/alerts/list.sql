-- alerts.list: a user's alerts, newest first: ten at most. Uses idx_job_alerts_user_created.
SELECT id, name, criteria, is_active, created_at, updated_at
FROM job_alerts
WHERE user_id = $1
ORDER BY created_at DESC, id DESC
