-- outbox.put: a task, in the transaction of its cause. With a unique key the waiting row is kept, and held until this
-- transaction ends: who delivers it meanwhile waits, and sees what this transaction has written. One that is due
-- and finds others of its tenant's in its queue gets the turn after theirs. Uses idx_outbox_tenant.
INSERT INTO outbox (id, task, version, queue, payload, unique_key, run_at, request_id, tenant, turn_at)
VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, now()), $8, $9, (
    SELECT greatest(turn_at, now()) + interval '1 second'
    FROM outbox
    WHERE tenant = $9 AND queue = $4 AND $7 IS NULL
    ORDER BY turn_at DESC NULLS LAST
    LIMIT 1
))
ON CONFLICT (task, unique_key) WHERE unique_key IS NOT NULL DO UPDATE
SET unique_key = outbox.unique_key
RETURNING id
