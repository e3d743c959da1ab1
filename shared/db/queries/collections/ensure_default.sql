-- collections.ensure_default: a user's default collection, made when it is first looked for; of several who look at once, one
-- makes it. One that the user has called so becomes it. Uses idx_bookmark_collections_user_name and _default.
WITH named AS (
    UPDATE bookmark_collections
    SET is_default = true
    WHERE user_id = $2 AND lower(name) = lower($3) AND NOT is_default
      AND NOT EXISTS (SELECT FROM bookmark_collections o WHERE o.user_id = $2 AND o.is_default)
    RETURNING true
)
INSERT INTO bookmark_collections (id, user_id, name, is_default)
SELECT $1, $2, $3, true
WHERE NOT EXISTS (SELECT FROM named)
ON CONFLICT DO NOTHING
