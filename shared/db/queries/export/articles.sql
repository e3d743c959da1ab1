-- export.articles: articles that name a user as their author, after an id: their words are public, or an editor's business.
-- Uses idx_articles_author_status_published.
SELECT 'articles' AS part, id AS key, jsonb_build_object(
    'id', id, 'slug', slug, 'title', title, 'summary', summary, 'status', status, 'publishedAt', published_at,
    'createdAt', created_at, 'updatedAt', updated_at) AS body
FROM articles
WHERE author_id = $1 AND id > $2
ORDER BY id
LIMIT $3
