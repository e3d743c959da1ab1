-- applications.of_user: a user's own applications, newest first, after a position. Slim: no letters. Uses
-- idx_job_applications_user_applied.
SELECT a.id, (extract(epoch FROM a.applied_at) * 1000000)::int8 AS key, a.job_id, j.slug AS job_slug, j.title AS job_title,
       c.id AS company_id, c.slug AS company_slug, c.name AS company_name, c.logo_url AS company_logo_url,
       a.status::text AS status, a.applied_at, a.reviewed_at, a.updated_at
FROM job_applications a
JOIN jobs j ON j.id = a.job_id
JOIN companies c ON c.id = j.company_id
WHERE a.user_id = $3
  AND a.status = $4::text::application_status -- when status
  AND (a.applied_at, a.id) < ($5, $6) -- when after
ORDER BY a.applied_at DESC, a.id DESC
LIMIT $1 OFFSET $2
