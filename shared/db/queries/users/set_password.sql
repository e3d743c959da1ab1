-- users.set_password: replaces the password's hash.
UPDATE users
SET password_hash = $2, revision = revision + 1, updated_at = now()
WHERE id = $1 AND status <> 'deleted'
