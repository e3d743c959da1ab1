-- alerts.update: a user's alert, changed; what isn't given (null) stays.
UPDATE job_alerts
SET name = coalesce($3, name), criteria = coalesce($4, criteria), is_active = coalesce($5, is_active), updated_at = now()
WHERE id = $1 AND user_id = $2
RETURNING id, name, criteria, is_active, created_at, updated_at
