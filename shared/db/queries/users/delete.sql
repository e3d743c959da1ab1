-- users.delete: an account is deleted by its owner; it can be restored until it is erased. It is locked. By primary key.
UPDATE users
SET status = 'deleted', revision = revision + 1, updated_at = now()
WHERE id = $1 AND status = 'active'
