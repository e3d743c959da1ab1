-- outbox.give_up: the last attempt failed; the task moves to failed_tasks with its last error.
WITH gone AS (
    DELETE FROM outbox WHERE id = $1
    RETURNING id, task, version, queue, payload, unique_key, attempts, request_id, trace_id
)
INSERT INTO failed_tasks (id, producer, task, version, queue, payload, unique_key, attempts, last_error, request_id, trace_id)
SELECT id, $2, task, version, queue, payload, unique_key, attempts + 1, $3, request_id, trace_id
FROM gone
ON CONFLICT (id) DO UPDATE
SET attempts = excluded.attempts, last_error = excluded.last_error, failed_at = now()
