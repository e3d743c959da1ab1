-- sessions.touch: a user's live logins have a newer state, because the user's role has changed. Uses idx_sessions_user.
UPDATE sessions s
SET revision = s.revision + 1
FROM users u
WHERE s.user_id = $1 AND u.id = s.user_id AND s.revoked_at IS NULL AND s.expires_at > now()
RETURNING s.id, s.user_id, u.role::text AS role, s.revision
