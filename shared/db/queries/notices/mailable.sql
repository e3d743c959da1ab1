-- notices.mailable: where a user's mail goes; none while the address isn't proven, gets no more
-- mail, or the account is not in use. By primary keys.
SELECT u.email, u.locale
FROM users u
WHERE u.id = $1 AND u.status = 'active' AND u.email_verified_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM mail_suppressions s WHERE s.address = lower(u.email))
