-- users.credentials: what a login needs, by e-mail address whatever its case. Uses idx_users_email.
SELECT id, email, username, role::text AS role, status::text AS status,
       (email_verified_at IS NOT NULL) AS email_verified, password_hash
FROM users
WHERE lower(email) = lower($1)
