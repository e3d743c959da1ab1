-- alerts.users: users with alerts that they want to hear of, in the order of their ids, after one. Uses
-- idx_job_alerts_user_created.
SELECT DISTINCT user_id FROM job_alerts WHERE is_active AND user_id > $1 ORDER BY user_id LIMIT $2
