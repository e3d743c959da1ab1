-- sessions.list: a user's live logins, the last used first. Uses idx_sessions_user.
SELECT id, ip, user_agent, created_at, last_active_at, expires_at
FROM sessions
WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now()
ORDER BY last_active_at DESC, id DESC
LIMIT $2
