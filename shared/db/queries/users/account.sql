-- users.account: what a change of one's own account is checked against. By primary key.
SELECT id, email, locale, (email_verified_at IS NOT NULL) AS email_verified, password_hash
FROM users
WHERE id = $1 AND status = 'active'
