-- sessions.insert: a new login of a device.
INSERT INTO sessions (id, user_id, refresh_hash, ip, user_agent, expires_at)
VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')
