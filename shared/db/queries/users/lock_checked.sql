-- users.lock_checked: an account whose password is still the one that was checked, locked until the transaction ends. By
-- primary key.
SELECT id, email, locale, (email_verified_at IS NOT NULL) AS email_verified
FROM users
WHERE id = $1 AND status = 'active' AND password_hash = $2
FOR NO KEY UPDATE
