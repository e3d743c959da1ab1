-- saved_jobs.list: a user's saved jobs, the last saved first, after a position. Slim. Uses idx_saved_jobs_user_saved.
SELECT j.id, (extract(epoch FROM s.saved_at) * 1000000)::int8 AS key, j.slug, j.title, c.id AS company_id,
       c.slug AS company_slug, c.name AS company_name, c.logo_url AS company_logo_url,
       CASE WHEN j.status = 'active' AND j.expires_at <= now() THEN 'closed' ELSE j.status::text END AS status,
       j.location, j.work_location::text AS work_location, j.expires_at, s.notes, s.saved_at
FROM saved_jobs s
JOIN jobs j ON j.id = s.job_id
JOIN companies c ON c.id = j.company_id
WHERE s.user_id = $3
  AND (s.saved_at, s.job_id) < ($4, $5) -- when after
ORDER BY s.saved_at DESC, s.job_id DESC
LIMIT $1 OFFSET $2
