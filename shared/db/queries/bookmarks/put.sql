-- bookmarks.put: bookmarks an article, or changes the bookmark that there is.
INSERT INTO bookmarks (id, user_id, article_id, collection_id, notes)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id, article_id) DO UPDATE SET collection_id = excluded.collection_id, notes = excluded.notes
RETURNING id, collection_id, notes, created_at
