-- collections.ensure_default: a user's default collection, made when it is first looked for. One that the user has called so
-- becomes it.
INSERT INTO bookmark_collections (id, user_id, name, is_default)
VALUES ($1, $2, $3, true)
ON CONFLICT (user_id, lower(name)) DO UPDATE SET is_default = true
WHERE NOT EXISTS (SELECT FROM bookmark_collections o WHERE o.user_id = $2 AND o.is_default)
