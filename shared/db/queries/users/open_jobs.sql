-- users.open_jobs: how many jobs of a user's company still take, or may again take, applications. Uses
-- companies_owner_user_id_key and idx_jobs_company_status_published.
SELECT count(*) AS n
FROM companies c
JOIN jobs j ON j.company_id = c.id AND j.status IN ('active', 'paused')
WHERE c.owner_user_id = $1
