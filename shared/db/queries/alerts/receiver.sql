-- alerts.receiver: where a user who may be mailed is reached: the account is in use, and the address is proven. By primary
-- key.
SELECT email, locale FROM users WHERE id = $1 AND status = 'active' AND email_verified_at IS NOT NULL
