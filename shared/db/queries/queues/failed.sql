-- queues.failed: tasks that were given up and messages that were refused, the latest first; of one queue or of all. Uses
-- idx_failed_tasks_queue_failed or idx_failed_tasks_failed.
SELECT id, producer, task, queue, attempts, last_error, failed_at
FROM failed_tasks
WHERE true
  AND queue = $2 -- when queue
  AND task = $3 -- when task
  AND last_error ILIKE '%' || $4 || '%' -- when error
  AND failed_at >= $5 -- when since
  AND failed_at < $6 -- when until
ORDER BY failed_at DESC
LIMIT $1
