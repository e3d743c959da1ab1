-- users.set_password: replaces the password's hash; returns where the owner is told of it.
UPDATE users
SET password_hash = $2, revision = revision + 1, updated_at = now()
WHERE id = $1 AND status <> 'deleted'
RETURNING id, email, locale, (email_verified_at IS NOT NULL) AS email_verified
