-- inbox.give_up: the last attempt failed; the task moves to failed_tasks with its last error, unless it was done meanwhile.
-- By primary key.
WITH gone AS (
    DELETE FROM outbox WHERE id = $2 AND producer = $1
    RETURNING unique_key
), marked AS (
    INSERT INTO inbox (producer, message_id, day, task, attempts, given_up_at)
    VALUES ($1, $2, uuid_day($2), $3, $8, now())
    ON CONFLICT (producer, message_id, day) DO UPDATE
    SET attempts = excluded.attempts, given_up_at = excluded.given_up_at
    WHERE inbox.done_at IS NULL
    RETURNING true
)
INSERT INTO failed_tasks (producer, id, task, version, queue, payload, tenant, attempts, last_error, request_id, trace_id, unique_key)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (SELECT unique_key FROM gone)
FROM marked
ON CONFLICT (id) DO UPDATE
SET attempts = excluded.attempts, last_error = excluded.last_error, failed_at = now()
WHERE failed_tasks.producer = excluded.producer
