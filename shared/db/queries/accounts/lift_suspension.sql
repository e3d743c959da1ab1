-- accounts.lift_suspension: lets an account be used again, if its suspension is over. By primary key.
UPDATE users
SET status = 'active', suspended_until = NULL, revision = revision + 1, updated_at = now()
WHERE id = $1 AND status = 'suspended' AND suspended_until <= now()
RETURNING id
