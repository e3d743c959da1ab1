-- email_tokens.put: a new link, which voids the earlier ones of its purpose. Uses idx_email_tokens_user_purpose.
WITH voided AS (
    UPDATE email_tokens
    SET used_at = now()
    WHERE user_id = $2 AND purpose = $3::email_token_purpose AND used_at IS NULL
)
INSERT INTO email_tokens (id, user_id, purpose, token_hash, expires_at, new_email)
VALUES ($1, $2, $3::email_token_purpose, $4, now() + $5 * interval '1 second', $6)
