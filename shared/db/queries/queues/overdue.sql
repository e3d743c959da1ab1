-- queues.overdue: for how many seconds the most overdue task has been waiting; 0 when none is due. Per queue, by
-- idx_outbox_queue_run.
SELECT coalesce(max(extract(epoch FROM now() - oldest.run_at)), 0)::int8 AS secs
FROM unnest(ARRAY['priority', 'default', 'bulk', 'realtime', 'rate-limited', 'email']) AS q (queue), LATERAL (
    SELECT o.run_at FROM outbox o WHERE o.queue = q.queue AND o.run_at <= now() ORDER BY o.run_at LIMIT 1) AS oldest
