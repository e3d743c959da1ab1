-- bookmarks.update: where a bookmark lies and what is noted to it. By primary key.
UPDATE bookmarks
SET collection_id = $2, notes = $3
WHERE id = $1
RETURNING id, collection_id, notes, created_at
