-- sessions.of_spent: whose refresh token this once was, by primary keys.
SELECT s.id, s.user_id
FROM spent_refresh_tokens t
JOIN sessions s ON s.id = t.session_id
WHERE t.token_hash = $1
