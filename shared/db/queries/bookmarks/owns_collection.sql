-- bookmarks.owns_collection: whether a collection is the user's.
SELECT EXISTS (SELECT FROM bookmark_collections WHERE id = $1 AND user_id = $2) AS found
