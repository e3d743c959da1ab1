-- users.restore: a deletion is taken back. By primary key.
UPDATE users
SET status = 'active', revision = revision + 1, updated_at = now()
WHERE id = $1 AND status = 'deleted'
RETURNING true AS restored
