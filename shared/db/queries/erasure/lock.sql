-- erasure.lock: an account whose time to be restored is over, locked until the transaction ends. By primary key.
SELECT true AS due
FROM users
WHERE id = $1 AND status = 'deleted' AND deleted_at <= now() - interval '30 days'
FOR UPDATE
