-- bookmarks.of_article: a user's bookmark of an article.
SELECT id, collection_id, notes, created_at FROM bookmarks WHERE user_id = $1 AND article_id = $2
