-- search.show_models: models as hits, with their matches marked. By primary keys.
SELECT m.id, m.slug, marked_matches('english', m.name, websearch_to_tsquery('english', $2), true) AS title,
       marked_matches('english', concat_ws(E'\n', m.provider, m.description), websearch_to_tsquery('english', $2), false) AS snippet,
       m.created_at AS at, NULL::uuid AS within_id, NULL AS within_slug, NULL AS within_name, NULL::int8 AS position
FROM unnest($1::uuid[]) AS wanted (id)
JOIN llm_models m ON m.id = wanted.id
