-- accounts.update: what an account may do, and whether it may be used. By primary key.
UPDATE users
SET role = $2::text::user_role, status = $3::text::user_status, suspended_until = $4,
    revision = revision + 1, updated_at = now()
WHERE id = $1
