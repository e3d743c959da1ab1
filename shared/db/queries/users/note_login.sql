-- users.note_login: counts a login, unless the password was changed or the account locked since it was checked.
-- Locks the row: a reset that runs at the same time revokes this login, or this login doesn't happen.
UPDATE users
SET last_login_at = now(), login_count = login_count + 1
WHERE id = $1 AND status = 'active' AND password_hash = $2
RETURNING true AS noted
