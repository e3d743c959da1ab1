-- digests.stories: the articles of a span that were read most. Uses idx_articles_published.
SELECT title, summary AS text, '/articles/' || slug AS path
FROM articles
WHERE status = 'published' AND published_at > $1 AND published_at <= $2
ORDER BY view_count DESC, published_at DESC, id DESC
LIMIT $3
