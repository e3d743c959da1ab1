-- users.verify_email: the account's address is proven.
UPDATE users
SET email_verified_at = coalesce(email_verified_at, now()), revision = revision + 1, updated_at = now()
WHERE id = $1 AND status <> 'deleted'
