-- email_tokens.redeem_change: uses up a link that makes a new address the account's. Uses the unique index of token_hash.
UPDATE email_tokens
SET used_at = now()
WHERE token_hash = $1 AND purpose = 'change_email' AND used_at IS NULL AND expires_at > now()
RETURNING user_id, new_email
