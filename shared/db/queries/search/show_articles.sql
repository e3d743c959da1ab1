-- search.show_articles: articles as hits, with their matches marked; those that are still published. By primary keys.
SELECT a.id, a.slug, marked_matches('english', a.title, websearch_to_tsquery('english', $2), true) AS title,
       marked_matches('english', a.summary || E'\n' || a.content, websearch_to_tsquery('english', $2), false) AS snippet,
       a.published_at AS at, NULL::uuid AS within_id, NULL AS within_slug, NULL AS within_name, NULL::int8 AS position
FROM unnest($1::uuid[]) AS wanted (id)
JOIN articles a ON a.id = wanted.id AND a.status = 'published'
