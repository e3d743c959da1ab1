-- articles.exists: whether readers can see an article.
SELECT EXISTS (SELECT FROM articles WHERE id = $1 AND status = 'published') AS found
