-- outbox.put: a task, in the transaction of its cause. With a unique key the waiting row is kept, and held until this
-- transaction ends: who delivers it meanwhile waits, and sees what this transaction has written.
INSERT INTO outbox (id, task, version, queue, payload, unique_key, run_at, request_id, tenant)
VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, now()), $8, $9)
ON CONFLICT (task, unique_key) WHERE unique_key IS NOT NULL DO UPDATE
SET unique_key = outbox.unique_key
RETURNING id
