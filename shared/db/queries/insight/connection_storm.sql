-- insight.connection_storm: whether most of the connections there may be are taken: of this database where it has a limit of its
-- own, else of the server.
WITH room AS (
    SELECT datconnlimit >= 0 AS is_own, CASE WHEN datconnlimit >= 0 THEN datconnlimit
        ELSE current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer END AS most
    FROM pg_database
    WHERE datname = current_database()
), used AS (
    SELECT room.is_own, room.most, count(*) AS n, count(*) FILTER (WHERE a.state = 'active') AS active,
        count(*) FILTER (WHERE a.state = 'idle') AS idle,
        count(*) FILTER (WHERE a.state = 'idle' AND a.datname = current_database() AND a.pid <> pg_backend_pid()
            AND a.state_change <= clock_timestamp() - make_interval(secs => $2)) AS long_idle
    FROM room
    JOIN pg_stat_activity a ON a.backend_type = 'client backend' AND (NOT room.is_own OR a.datname = current_database())
    GROUP BY room.is_own, room.most
)
SELECT CASE WHEN is_own THEN current_database()::text ELSE 'the whole server' END AS object,
    jsonb_build_object('connections', n, 'mostConnections', most, 'activeConnections', active, 'idleConnections', idle) AS figures,
    CASE WHEN long_idle = 0 THEN ARRAY[]::text[] ELSE ARRAY[format(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = ''client backend'' AND state = ''idle'' AND pid <> pg_backend_pid() AND state_change <= clock_timestamp() - make_interval(secs => %s)',
        $2)] END AS fix,
    n >= 0.95 * most AS is_critical
FROM used
WHERE n >= $1 * most
