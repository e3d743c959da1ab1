-- sessions.rotate: replaces the refresh token and remembers the old one as spent. Of two callers with one token the
-- second waits for the first and then finds nothing. Uses the unique index of refresh_hash.
WITH rotated AS (
    UPDATE sessions s
    SET refresh_hash = $2, last_active_at = now()
    FROM users u
    WHERE s.refresh_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > now()
      AND u.id = s.user_id AND u.status = 'active'
    RETURNING s.id, s.user_id, u.role::text AS role
), spent AS (
    INSERT INTO spent_refresh_tokens (token_hash, session_id)
    SELECT $1, id FROM rotated
)
SELECT id, user_id, role FROM rotated
