-- applications.job_owner: whose a job is, how it stands, and how many applied. By primary keys.
SELECT c.owner_user_id, j.status::text AS status, j.application_count
FROM jobs j
JOIN companies c ON c.id = j.company_id
WHERE j.id = $1
