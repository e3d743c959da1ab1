-- forum_topics.cards: what a list shows of topics, in the order of the given ids. Slim: no content. By primary keys. Who may
-- see them is asked again: a topic may have been hidden since its id was found.
SELECT t.id, t.slug, t.title, t.type::text AS kind, t.status::text AS status,
       u.id AS author_id, u.username AS author_username, coalesce(p.display_name, u.username) AS author_name,
       c.id AS category_id, c.slug AS category_slug, c.name AS category_name,
       t.is_pinned, t.is_locked, t.accepted_reply_id IS NOT NULL AS is_answered,
       t.reply_count, t.vote_score, t.created_at, t.last_reply_at, t.last_activity_at,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'slug', g.slug, 'name', g.name) ORDER BY g.slug), '[]')
        FROM topic_tags x JOIN forum_tags g ON g.id = x.tag_id WHERE x.topic_id = t.id) AS tags
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
JOIN topics t ON t.id = wanted.id
JOIN forum_categories c ON c.id = t.category_id
LEFT JOIN users u ON u.id = t.author_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = u.id
WHERE t.is_listed AND t.visibility = ANY($2::text[]::category_visibility[])
ORDER BY wanted.place
