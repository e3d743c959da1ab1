-- insight.long_queries: statements that run for long; building an index, vacuuming and copying may take their time. The text isn't
-- shown, since it may hold values.
SELECT 'session ' || a.pid || ': ' || coalesce(substring(a.query FROM '^/\* ([a-z_]+\.[a-z_]+) \*/'), 'query ' || a.query_id, 'a statement of no name') AS object,
    jsonb_build_object('runningSecs', round(extract(epoch FROM clock_timestamp() - a.query_start), 1)) AS figures,
    ARRAY[format('SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %L AND query_start = %L',
        a.pid, a.backend_start, a.query_start)] AS fix,
    false AS is_critical
FROM pg_stat_activity a
WHERE a.datname = current_database()
  AND a.backend_type = 'client backend'
  AND a.state = 'active'
  AND a.pid <> pg_backend_pid()
  AND a.query_start <= clock_timestamp() - make_interval(secs => $1)
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.pid = a.pid)
  AND NOT EXISTS (SELECT FROM pg_stat_progress_vacuum p WHERE p.pid = a.pid)
  AND NOT EXISTS (SELECT FROM pg_stat_progress_copy p WHERE p.pid = a.pid)
ORDER BY a.query_start
LIMIT 20
