-- outbox.claim_written: leases those of these rows that are due, by whose transaction they were just written; none of a
-- paused queue. By primary key: rows of a transaction that was rolled back are not there.
UPDATE outbox
SET locked_until = now() + make_interval(secs => $3)
FROM queues
WHERE outbox.id = ANY ($1::uuid[]) AND run_at <= now() AND (locked_until IS NULL OR locked_until <= now())
  AND queues.name = outbox.queue AND queues.name = ANY ($2::text[]) AND paused_at IS NULL
RETURNING outbox.id, producer, task, version, queue, payload, tenant, attempts, request_id, trace_id
