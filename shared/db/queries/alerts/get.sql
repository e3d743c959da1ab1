-- alerts.get: one alert of a user. By primary key.
SELECT id, name, criteria, is_active, created_at, updated_at FROM job_alerts WHERE id = $1 AND user_id = $2
