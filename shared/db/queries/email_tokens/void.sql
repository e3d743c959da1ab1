-- email_tokens.void: links that would set another password or address are good no more. Uses idx_email_tokens_user_purpose.
UPDATE email_tokens
SET used_at = now()
WHERE user_id = $1 AND purpose IN ('reset_password', 'change_email') AND used_at IS NULL
