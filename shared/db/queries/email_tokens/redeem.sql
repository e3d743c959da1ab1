-- email_tokens.redeem: uses a link up, if it is good for this purpose. Uses the unique index of token_hash.
UPDATE email_tokens
SET used_at = now()
WHERE token_hash = $1 AND purpose = $2::email_token_purpose AND used_at IS NULL AND expires_at > now()
RETURNING user_id
