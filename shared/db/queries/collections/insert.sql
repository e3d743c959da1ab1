-- collections.insert: a new collection, unless the user has as many as allowed. The user's row is locked.
INSERT INTO bookmark_collections (id, user_id, name, description)
SELECT $1, $2, $3, $4
WHERE (SELECT count(*) FROM bookmark_collections WHERE user_id = $2) < $5
RETURNING true AS made
