-- alerts.insert: a new alert, unless the user has as many as allowed. The user's row is locked.
INSERT INTO job_alerts (id, user_id, name, criteria, is_active)
SELECT $1, $2, $3, $4, $5
WHERE (SELECT count(*) FROM job_alerts WHERE user_id = $2) < $6
RETURNING id, name, criteria, is_active, created_at, updated_at
