-- queues.overview: what each queue holds; of each, $1 rows at most are looked at. Uses idx_outbox_queue_turn and
-- idx_failed_tasks_queue_failed.
SELECT q.name, q.paused_at, held.waiting, held.in_flight, held.sent, held.delayed, dead.n AS dead, held.oldest_secs
FROM queues q
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE sent_at IS NULL AND run_at <= now() AND (locked_until IS NULL OR locked_until <= now())) AS waiting,
           count(*) FILTER (WHERE sent_at IS NULL AND locked_until > now()) AS in_flight,
           count(*) FILTER (WHERE sent_at IS NOT NULL) AS sent,
           count(*) FILTER (WHERE sent_at IS NULL AND run_at > now()) AS delayed,
           coalesce(extract(epoch FROM now() - min(coalesce(sent_at, run_at)) FILTER (WHERE sent_at IS NOT NULL OR run_at <= now())), 0)::int8
               AS oldest_secs
    FROM (
        SELECT run_at, sent_at, locked_until FROM outbox WHERE queue = q.name ORDER BY turn_at, run_at, id LIMIT $1
    ) AS looked_at
) AS held
CROSS JOIN LATERAL (
    SELECT count(*) AS n
    FROM (SELECT FROM failed_tasks WHERE queue = q.name ORDER BY failed_at LIMIT $1) AS looked_at
) AS dead
ORDER BY q.name
