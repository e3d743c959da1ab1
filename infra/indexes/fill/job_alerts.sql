-- What users were told of in the last month, some jobs each.
INSERT INTO job_alert_jobs (user_id, job_id, told_at)
SELECT u.user_id, j.id, now() - make_interval(hours => (j.n * 7 % 720)::integer)
FROM (SELECT DISTINCT user_id FROM job_alerts) AS u,
     (SELECT id, row_number() OVER (ORDER BY id) AS n FROM jobs ORDER BY id LIMIT 20) AS j;
