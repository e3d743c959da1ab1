-- bookmarks.delete_one: takes a user's bookmark away, by its own id. By primary key.
DELETE FROM bookmarks WHERE id = $1 AND user_id = $2
