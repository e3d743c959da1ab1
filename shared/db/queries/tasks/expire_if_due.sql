-- tasks.expire_if_due: closes a job whose time is over, if it is still active. By primary key.
UPDATE jobs
SET status = 'closed', revision = revision + 1, updated_at = now()
WHERE id = $1 AND status = 'active' AND expires_at <= now()
RETURNING company_id
