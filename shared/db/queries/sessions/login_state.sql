-- sessions.login_state: whether a login may be used, and by whom; asked when Redis doesn't know.
SELECT s.user_id, u.role::text AS role, s.revision,
       (s.revoked_at IS NULL AND s.expires_at > now() AND u.status = 'active') AS active
FROM sessions s
JOIN users u ON u.id = s.user_id
WHERE s.id = $1
