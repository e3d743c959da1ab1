-- insight.lock_chains: sessions that wait for nothing and that others have been waiting for, directly or behind each other.
WITH RECURSIVE waits AS (
    SELECT a.pid, blocker.pid AS blocker, extract(epoch FROM clock_timestamp() - coalesce(held.since, a.query_start))::float8 AS waited_secs
    FROM pg_stat_activity a
    CROSS JOIN LATERAL unnest(pg_blocking_pids(a.pid)) AS blocker (pid)
    LEFT JOIN LATERAL (SELECT min(l.waitstart) AS since FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted) AS held ON true
    WHERE a.datname = current_database() AND a.wait_event_type = 'Lock'
), chain AS (
    SELECT w.blocker AS root, w.pid, 1 AS depth, w.waited_secs
    FROM waits w
    WHERE NOT EXISTS (SELECT FROM waits other WHERE other.pid = w.blocker)
    UNION
    SELECT chain.root, waits.pid, chain.depth + 1, waits.waited_secs
    FROM chain
    JOIN waits ON waits.blocker = chain.pid
    WHERE chain.depth < 20
), roots AS (
    SELECT root, count(DISTINCT pid) AS blocked, max(depth) AS depth, max(waited_secs) AS waited_secs
    FROM chain
    GROUP BY root
)
SELECT 'session ' || roots.root || coalesce(': ' || substring(a.query FROM '^/\* ([a-z_]+\.[a-z_]+) \*/'), '') AS object,
    jsonb_build_object('blockedSessions', roots.blocked, 'chainSessions', roots.depth + 1, 'longestWaitSecs', round(roots.waited_secs::numeric, 1),
        'transactionSecs', round(extract(epoch FROM clock_timestamp() - a.xact_start), 1)) AS figures,
    CASE WHEN a.pid IS NULL THEN ARRAY[]::text[] ELSE ARRAY[
        format('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %L', a.pid, a.backend_start)
    ] END AS fix,
    roots.blocked >= 5 AS is_critical
FROM roots
LEFT JOIN pg_stat_activity a ON a.pid = roots.root
WHERE roots.waited_secs >= $1
ORDER BY roots.blocked DESC, 1
LIMIT 20
