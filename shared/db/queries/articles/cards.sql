-- articles.cards: what a list shows of articles, in the order of the given ids. Slim: no content. By primary keys.
SELECT a.id, a.slug, a.title, a.summary, a.featured_image_url,
       u.id AS author_id, u.username AS author_username, coalesce(p.display_name, u.username, a.author_name) AS author_name,
       c.id AS category_id, c.slug AS category_slug, c.name AS category_name,
       a.published_at, a.difficulty_level::text AS difficulty, a.reading_time_minutes::int4 AS reading_time_minutes,
       a.view_count, a.bookmark_count, a.is_featured, a.is_trending,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name) ORDER BY t.slug), '[]')
        FROM article_tags x JOIN news_tags t ON t.id = x.tag_id WHERE x.article_id = a.id) AS tags
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
JOIN articles a ON a.id = wanted.id
JOIN news_categories c ON c.id = a.category_id
LEFT JOIN users u ON u.id = a.author_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = u.id
ORDER BY wanted.place
