-- saved_jobs.delete: forgets a saved job.
DELETE FROM saved_jobs WHERE user_id = $1 AND job_id = $2
