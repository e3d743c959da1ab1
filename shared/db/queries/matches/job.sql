-- matches.job: what is told of a job that is open, and whose it is. By primary keys.
SELECT j.slug, j.title, j.location, c.name AS company_name, c.owner_user_id
FROM jobs j
JOIN companies c ON c.id = j.company_id
WHERE j.id = $1 AND j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
