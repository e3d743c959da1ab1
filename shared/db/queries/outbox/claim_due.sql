-- outbox.claim_due: leases due rows, the first queue's before the second's, the oldest first. A lease that ran out is
-- claimed again. Uses idx_outbox_queue_run, once a queue.
UPDATE outbox
SET locked_until = now() + make_interval(secs => $3)
FROM (
    SELECT due.id, wanted.place
    FROM unnest($1::text[]) WITH ORDINALITY AS wanted (queue, place)
    CROSS JOIN LATERAL (
        SELECT id
        FROM outbox
        WHERE queue = wanted.queue AND run_at <= now() AND (locked_until IS NULL OR locked_until <= now())
        ORDER BY run_at, id
        LIMIT $2
        FOR UPDATE SKIP LOCKED
    ) AS due
    ORDER BY wanted.place
    LIMIT $2
) AS chosen
WHERE outbox.id = chosen.id
RETURNING outbox.id, task, version, payload, attempts, request_id
