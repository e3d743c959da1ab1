-- digests.jobs: the newest open jobs of a span.
SELECT j.title, c.name || ', ' || j.location AS text, '/jobs/' || j.slug AS path
FROM jobs j
JOIN companies c ON c.id = j.company_id
WHERE j.status = 'active' AND j.published_at > $1 AND j.published_at <= $2 AND (j.expires_at IS NULL OR j.expires_at > $2)
ORDER BY j.published_at DESC, j.id DESC
LIMIT $3
