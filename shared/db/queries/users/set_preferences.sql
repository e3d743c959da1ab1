-- users.set_preferences: an account's time zone and language; what isn't given (null) stays. By primary key.
UPDATE users
SET timezone = coalesce($2, timezone), locale = coalesce($3, locale), revision = revision + 1, updated_at = now()
WHERE id = $1
