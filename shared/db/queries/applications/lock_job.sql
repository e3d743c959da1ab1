-- applications.lock_job: a job that somebody applies to, locked, so that it can't be closed meanwhile and its counter can
-- move.
SELECT j.status::text AS status, coalesce(j.expires_at <= now(), false) AS is_expired, j.screening_questions, c.owner_user_id
FROM jobs j
JOIN companies c ON c.id = j.company_id
WHERE j.id = $1
FOR NO KEY UPDATE OF j
