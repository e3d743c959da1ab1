-- saved_jobs.put: saves a job that is shown, or changes the note of one that is saved. None: there is no such job.
INSERT INTO saved_jobs (user_id, job_id, notes)
SELECT $1, j.id, $3
FROM jobs j
WHERE j.id = $2
  AND (j.status IN ('active', 'closed', 'filled') OR EXISTS (SELECT FROM saved_jobs s WHERE s.user_id = $1 AND s.job_id = j.id))
ON CONFLICT (user_id, job_id) DO UPDATE SET notes = excluded.notes
RETURNING job_id, notes, saved_at
