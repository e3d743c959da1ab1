DROP TABLE job_matches;
