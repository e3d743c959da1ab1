-- applications.lock: whose an application is and how it stands, locked until the transaction ends.
SELECT a.id, a.user_id, c.owner_user_id, a.status::text AS status
FROM job_applications a
JOIN jobs j ON j.id = a.job_id
JOIN companies c ON c.id = j.company_id
WHERE a.id = $1
FOR UPDATE OF a
