-- export.sessions: a user's logins, live and ended, after an id. Uses idx_sessions_user.
SELECT 'sessions' AS part, id AS key, jsonb_build_object(
    'id', id, 'ip', host(ip), 'userAgent', user_agent, 'createdAt', created_at, 'lastActiveAt', last_active_at,
    'expiresAt', expires_at, 'revokedAt', revoked_at) AS body
FROM sessions
WHERE user_id = $1 AND id > $2
ORDER BY id
LIMIT $3
