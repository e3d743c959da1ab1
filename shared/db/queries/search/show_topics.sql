-- search.show_topics: topics as hits, with their matches marked; those that are still public. By primary keys.
SELECT t.id, t.slug, marked_matches('english', t.title, websearch_to_tsquery('english', $2), true) AS title,
       marked_matches('english', t.content, websearch_to_tsquery('english', $2), false) AS snippet,
       t.created_at AS at, NULL::uuid AS within_id, NULL AS within_slug, NULL AS within_name, NULL::int8 AS position
FROM unnest($1::uuid[]) AS wanted (id)
JOIN topics t ON t.id = wanted.id AND t.is_listed AND t.visibility = 'public'
