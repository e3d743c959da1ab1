-- insight.idle_in_transaction: sessions that hold a transaction open and do nothing.
SELECT 'session ' || pid || coalesce(': after ' || substring(query FROM '^/\* ([a-z_]+\.[a-z_]+) \*/'), '') AS object,
    jsonb_build_object('idleSecs', round(extract(epoch FROM clock_timestamp() - state_change), 1),
        'transactionSecs', round(extract(epoch FROM clock_timestamp() - xact_start), 1)) AS figures,
    ARRAY[format('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %L AND state LIKE ''idle in transaction%%''',
        pid, backend_start)] AS fix,
    false AS is_critical
FROM pg_stat_activity
WHERE datname = current_database()
  AND state LIKE 'idle in transaction%'
  AND state_change <= clock_timestamp() - make_interval(secs => $1)
ORDER BY state_change
LIMIT 20
