DROP TABLE job_alert_jobs;
