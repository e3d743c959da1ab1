-- bookmarks.lock_owner: a user's row, locked, and how many bookmarks there are: the limit holds under concurrency.
SELECT bookmark_count FROM users WHERE id = $1 FOR NO KEY UPDATE
