-- queues.redrive: puts tasks of a queue that were given up back into the outbox, the oldest first, with all their attempts;
-- not what was refused at the door, nor what was done meanwhile. Under their old ids: what still has an effect of them
-- somewhere has it once. Uses idx_failed_tasks_queue_failed.
WITH chosen AS (
    SELECT id
    FROM failed_tasks
    WHERE queue = $1 AND attempts > 0
      AND task = $3 -- when task
      AND last_error ILIKE '%' || $4 || '%' -- when error
      AND failed_at >= $5 -- when since
      AND failed_at < $6 -- when until
    ORDER BY failed_at
    LIMIT $2
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM failed_tasks USING chosen
    WHERE failed_tasks.id = chosen.id
    RETURNING failed_tasks.*
), cleared AS (
    UPDATE inbox
    SET given_up_at = NULL, attempts = 0
    FROM gone
    WHERE inbox.producer = gone.producer AND inbox.message_id = gone.id AND inbox.day = uuid_day(gone.id)
), put AS (
    INSERT INTO outbox (id, producer, task, version, queue, payload, tenant, request_id, trace_id)
    SELECT id, producer, task, version, queue, payload, tenant, request_id, trace_id
    FROM gone
    ON CONFLICT (id) DO NOTHING
    RETURNING id
)
SELECT count(*) FROM put
