-- collections.is_default: whether a collection is its user's default one; no row: the user has no such collection. By
-- primary key.
SELECT is_default FROM bookmark_collections WHERE id = $1 AND user_id = $2
