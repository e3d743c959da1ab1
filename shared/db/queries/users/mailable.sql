-- users.mailable: the account that a link may be mailed to. Locked, so that of two links one is the newer.
-- Uses idx_users_email.
SELECT id, email, locale, (email_verified_at IS NOT NULL) AS email_verified
FROM users
WHERE lower(email) = lower($1) AND status = 'active'
FOR NO KEY UPDATE
