-- export.saved_jobs: a user's saved jobs, after a job. By primary key.
SELECT 'savedJobs' AS part, job_id AS key,
       jsonb_build_object('jobId', job_id, 'notes', notes, 'savedAt', saved_at) AS body
FROM saved_jobs
WHERE user_id = $1 AND job_id > $2
ORDER BY job_id
LIMIT $3
