-- outbox.claim_due: leases due rows, the first queue's before the second's, the oldest first, but what stands behind others of
-- its tenant's in its turn; of a paused queue none, and of one with a pace as many as its budget holds when they are taken
-- from it. A lease that ran out is claimed again. Uses idx_outbox_queue_turn, twice a
-- queue: for who has no turn to wait for, and for the others.
WITH open AS (
    SELECT q.name, wanted.per_sec, wanted.place,
           CASE WHEN wanted.per_sec IS NULL THEN $3
                ELSE least($3, floor(least(wanted.per_sec, q.tokens + wanted.per_sec
                    * greatest(extract(epoch FROM clock_timestamp() - q.counted_at)::float8, 0)))::int8)
           END AS room
    FROM unnest($1::text[], $2::float8[]) WITH ORDINALITY AS wanted (queue, per_sec, place)
    JOIN queues q ON q.name = wanted.queue
    WHERE q.paused_at IS NULL
), chosen AS (
    SELECT due.id, open.name, open.per_sec
    FROM open
    CROSS JOIN LATERAL (
        SELECT id
        FROM (
            SELECT * FROM (
                SELECT id, run_at AS turn
                FROM outbox
                WHERE queue = open.name AND turn_at IS NULL AND run_at <= now()
                  AND (locked_until IS NULL OR locked_until <= now())
                ORDER BY turn_at, run_at, id
                LIMIT open.room
                FOR UPDATE SKIP LOCKED
            ) AS firsts
            UNION ALL
            SELECT * FROM (
                SELECT id, turn_at AS turn
                FROM outbox
                WHERE queue = open.name AND turn_at IS NOT NULL AND run_at <= now()
                  AND (locked_until IS NULL OR locked_until <= now())
                ORDER BY turn_at, run_at, id
                LIMIT open.room
                FOR UPDATE SKIP LOCKED
            ) AS others
        ) AS both_kinds
        ORDER BY turn, id
        LIMIT open.room
    ) AS due
    ORDER BY open.place
    LIMIT $3
), spent AS (
    UPDATE queues
    SET tokens = least(taken.per_sec, tokens + taken.per_sec
            * greatest(extract(epoch FROM clock_timestamp() - counted_at)::float8, 0)) - taken.n,
        counted_at = clock_timestamp()
    FROM (
        SELECT name, per_sec, count(*) AS n FROM chosen WHERE per_sec IS NOT NULL GROUP BY name, per_sec
    ) AS taken
    WHERE queues.name = taken.name
      AND least(taken.per_sec, tokens + taken.per_sec
            * greatest(extract(epoch FROM clock_timestamp() - counted_at)::float8, 0)) >= taken.n
    RETURNING queues.name
)
UPDATE outbox
SET locked_until = now() + make_interval(secs => $4)
FROM chosen
WHERE outbox.id = chosen.id AND (chosen.per_sec IS NULL OR chosen.name IN (SELECT name FROM spent))
RETURNING outbox.id, producer, task, version, queue, payload, tenant, attempts, request_id, trace_id
