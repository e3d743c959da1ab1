-- queues.cancel: forgets one task that waits, as queues.purge does; one that is being worked on is waited for. By primary key.
WITH gone AS (
    DELETE FROM outbox WHERE id = $1
    RETURNING id, producer, task, queue, attempts
), over AS (
    INSERT INTO inbox (producer, message_id, day, task, attempts, done_at)
    SELECT producer, id, uuid_day(id), task, attempts, now()
    FROM gone
    ON CONFLICT (producer, message_id, day) DO UPDATE
    SET done_at = coalesce(inbox.done_at, excluded.done_at)
)
SELECT task, queue FROM gone
