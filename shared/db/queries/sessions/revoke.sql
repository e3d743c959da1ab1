-- sessions.revoke: ends a user's logins: all, one, or all but one. Uses idx_sessions_user, or the primary key for one.
UPDATE sessions s
SET revoked_at = now(), revision = s.revision + 1
FROM users u
WHERE s.user_id = $1 AND u.id = s.user_id AND s.revoked_at IS NULL AND s.expires_at > now()
  AND s.id = $2 -- when one
  AND s.id <> $2 -- when others
RETURNING s.id, s.user_id, u.role::text AS role, s.revision
