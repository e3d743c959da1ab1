-- bookmarks.get: one bookmark of a user, locked until the transaction ends. By primary key.
SELECT id, collection_id, notes, created_at FROM bookmarks WHERE id = $1 AND user_id = $2 FOR UPDATE
