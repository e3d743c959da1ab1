-- alerts.delete: removes an alert of a user.
DELETE FROM job_alerts WHERE id = $1 AND user_id = $2
