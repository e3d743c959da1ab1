-- queues.purge: forgets a batch of a queue's tasks that wait. Each is in the inbox from then on, so that a message that its
-- queue still has comes to nothing; one that is being worked on is let be. Uses idx_outbox_queue_turn.
WITH chosen AS (
    SELECT id
    FROM outbox
    WHERE queue = $1
    ORDER BY turn_at, run_at, id
    LIMIT $2
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM outbox USING chosen
    WHERE outbox.id = chosen.id
    RETURNING outbox.id, producer, task, attempts
), over AS (
    INSERT INTO inbox (producer, message_id, day, task, attempts, done_at)
    SELECT producer, id, uuid_day(id), task, attempts, now()
    FROM gone
    ON CONFLICT (producer, message_id, day) DO UPDATE
    SET done_at = coalesce(inbox.done_at, excluded.done_at)
)
SELECT count(*) FROM gone
