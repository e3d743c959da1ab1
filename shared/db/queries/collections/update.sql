-- collections.update: a collection's name and description; what isn't given stays. By primary key. No row: there is none,
-- or it is the default one and would get another name.
UPDATE bookmark_collections
SET name = coalesce($3, name),
    description = CASE WHEN $4::bool THEN $5 ELSE description END,
    revision = revision + 1, updated_at = now()
WHERE id = $1 AND user_id = $2 AND (NOT is_default OR $3 IS NULL)
RETURNING true AS changed
