-- search.show_users: users as hits, with their matches marked; those that are still active. By primary keys.
SELECT u.id, u.username AS slug,
       marked_matches('simple', coalesce(p.display_name, u.username), websearch_to_tsquery('simple', $2), true) AS title,
       marked_matches('simple', coalesce(p.headline, ''), websearch_to_tsquery('simple', $2), false) AS snippet,
       u.created_at AS at, NULL::uuid AS within_id, NULL AS within_slug, NULL AS within_name, NULL::int8 AS position
FROM unnest($1::uuid[]) AS wanted (id)
JOIN users u ON u.id = wanted.id AND u.status = 'active'
LEFT JOIN profiles p ON p.user_id = u.id
