-- export.mailed_links: links that were mailed to a user, after an id. Uses idx_email_tokens_user_purpose.
SELECT 'mailedLinks' AS part, id AS key, jsonb_build_object(
    'purpose', purpose, 'newEmail', new_email, 'createdAt', created_at, 'expiresAt', expires_at, 'usedAt', used_at) AS body
FROM email_tokens
WHERE user_id = $1 AND id > $2
ORDER BY id
LIMIT $3
