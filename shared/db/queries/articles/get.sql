-- articles.get: one article whole, by its id or its slug; published only, or in any state for those who edit it.
SELECT a.id, a.slug, a.title, a.summary, a.content, a.content_format::text AS content_format, a.featured_image_url,
       u.id AS author_id, u.username AS author_username, coalesce(p.display_name, u.username, a.author_name) AS author_name,
       a.source_url, c.id AS category_id, c.slug AS category_slug, c.name AS category_name,
       a.status::text AS status, a.scheduled_at, a.published_at, a.edited_at,
       a.difficulty_level::text AS difficulty, a.reading_time_minutes::int4 AS reading_time_minutes,
       a.view_count, a.bookmark_count, a.share_count, a.meta_title, a.meta_description, a.is_featured, a.is_trending,
       a.revision, a.created_at, a.updated_at,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name) ORDER BY t.slug), '[]')
        FROM article_tags x JOIN news_tags t ON t.id = x.tag_id WHERE x.article_id = a.id) AS tags,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name, 'isPrimary', x.is_primary)
                                  ORDER BY x.is_primary DESC, m.slug), '[]')
        FROM article_models x JOIN llm_models m ON m.id = x.model_id WHERE x.article_id = a.id) AS models
FROM articles a
JOIN news_categories c ON c.id = a.category_id
LEFT JOIN users u ON u.id = a.author_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = u.id
WHERE a.id = $1 -- when by_id
WHERE a.slug = $2 -- when by_slug
  AND a.status = 'published' -- when published
