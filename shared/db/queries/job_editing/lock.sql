-- job_editing.lock: whose a job is and how it stands, locked until the transaction ends.
SELECT j.id, j.slug, j.company_id, c.owner_user_id, c.is_verified, j.status::text AS status, j.revision
FROM jobs j
JOIN companies c ON c.id = j.company_id
WHERE j.id = $1
FOR UPDATE OF j
