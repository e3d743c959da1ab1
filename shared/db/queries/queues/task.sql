-- queues.task: what is known of one task, wherever it is: in the outbox, in its producer's inbox, among the failed ones. By
-- primary keys.
SELECT coalesce(waiting.producer, failed.producer, $2) AS producer,
       coalesce(waiting.task, failed.task, received.task) AS task,
       coalesce(waiting.queue, failed.queue) AS queue,
       greatest(waiting.attempts, received.attempts, failed.attempts) AS attempts,
       coalesce(waiting.request_id, failed.request_id) AS request_id,
       waiting.created_at AS written_at, waiting.run_at, waiting.sent_at, waiting.locked_until,
       received.created_at AS received_at, received.done_at, received.given_up_at, failed.failed_at,
       coalesce(failed.last_error, waiting.last_error) AS last_error
FROM (SELECT) AS wanted
LEFT JOIN outbox waiting ON waiting.id = $1
LEFT JOIN failed_tasks failed ON failed.id = $1
LEFT JOIN inbox received
    ON received.producer = $2 AND received.message_id = $1 AND received.day = uuid_day($1)
WHERE coalesce(waiting.task, failed.task, received.task) IS NOT NULL
