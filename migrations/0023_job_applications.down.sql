DROP TABLE application_status_history;
DROP TABLE job_applications;
DROP FUNCTION count_job_applications();
DROP TYPE application_status;
