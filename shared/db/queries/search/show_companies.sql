-- search.show_companies: companies as hits, with their matches marked. By primary keys.
SELECT c.id, c.slug, marked_matches('english', c.name, websearch_to_tsquery('english', $2), true) AS title,
       marked_matches('english', coalesce(c.description, ''), websearch_to_tsquery('english', $2), false) AS snippet,
       c.created_at AS at, NULL::uuid AS within_id, NULL AS within_slug, NULL AS within_name, NULL::int8 AS position
FROM unnest($1::uuid[]) AS wanted (id)
JOIN companies c ON c.id = wanted.id
