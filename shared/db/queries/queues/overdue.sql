-- queues.overdue: for how many seconds the most overdue task has been waiting; 0 when none is due. Per queue, by
-- idx_outbox_queue_turn: the oldest of those without a turn, and the first in turn; a paused queue's wait is somebody's will.
SELECT coalesce(max(extract(epoch FROM now() - oldest.run_at)), 0)::int8 AS secs
FROM queues q, LATERAL (
    SELECT * FROM (
        SELECT o.run_at FROM outbox o
        WHERE o.queue = q.name AND o.turn_at IS NULL AND o.run_at <= now() ORDER BY o.turn_at, o.run_at LIMIT 1
    ) AS first
    UNION ALL
    SELECT * FROM (
        SELECT o.run_at FROM outbox o
        WHERE o.queue = q.name AND o.turn_at IS NOT NULL AND o.run_at <= now() ORDER BY o.turn_at, o.run_at LIMIT 1
    ) AS next
) AS oldest
WHERE q.paused_at IS NULL
