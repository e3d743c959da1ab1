-- bookmarks.delete: takes a bookmark away.
DELETE FROM bookmarks WHERE user_id = $1 AND article_id = $2
