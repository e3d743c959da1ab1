-- editing.delete: removes an article with everything that hangs on it.
DELETE FROM articles WHERE id = $1
