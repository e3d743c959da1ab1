-- articles.feed: the newest published articles for feeds and sitemaps. Uses idx_articles_published, or
-- idx_articles_category_status_published for one category.
SELECT a.slug, a.title, a.summary, coalesce(p.display_name, u.username, a.author_name) AS author_name,
       c.name AS category_name, a.published_at, greatest(a.published_at, a.edited_at) AS changed_at
FROM articles a
JOIN news_categories c ON c.id = a.category_id
LEFT JOIN users u ON u.id = a.author_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = u.id
WHERE a.status = 'published'
  AND a.category_id = ANY($2) -- when categories
ORDER BY a.published_at DESC, a.id DESC
LIMIT $1
