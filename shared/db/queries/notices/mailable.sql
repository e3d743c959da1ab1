-- notices.mailable: where a user's mail goes; none while the address isn't proven or the account not in use. By primary key.
SELECT u.email, u.locale
FROM users u
WHERE u.id = $1 AND u.status = 'active' AND u.email_verified_at IS NOT NULL
