-- search.show_jobs: jobs as hits, with their matches marked, and their company; those that are still open. By primary keys.
SELECT j.id, j.slug, marked_matches('english', j.title, websearch_to_tsquery('english', $2), true) AS title,
       marked_matches('english', j.description || E'\n' || j.requirements, websearch_to_tsquery('english', $2), false) AS snippet,
       j.published_at AS at, c.id AS within_id, c.slug AS within_slug, c.name AS within_name, NULL::int8 AS position
FROM unnest($1::uuid[]) AS wanted (id)
JOIN jobs j ON j.id = wanted.id AND j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
JOIN companies c ON c.id = j.company_id
