-- tasks.login_states: whether logins may be used, and by whom. One that is gone has no row. By primary key.
SELECT s.id, s.user_id, u.role::text AS role, s.revision,
       (s.revoked_at IS NULL AND s.expires_at > now() AND u.status = 'active') AS active
FROM sessions s
JOIN users u ON u.id = s.user_id
WHERE s.id = ANY ($1::uuid[])
