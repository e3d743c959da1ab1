-- users.settings: what an account's owner alone sees of it. By primary key.
SELECT email, (email_verified_at IS NOT NULL) AS email_verified, timezone, locale, last_login_at, bookmark_count
FROM users
WHERE id = $1
