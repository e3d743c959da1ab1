-- insight.spills: statements that again and again sort or hash more than their memory holds.
SELECT coalesce(substring(min(s.query) FROM '^/\* ([a-z_]+\.[a-z_]+) \*/'), 'query ' || s.queryid) AS object,
    jsonb_build_object('calls', sum(s.calls), 'spilledBytesPerCall', round(sum(s.temp_blks_written) * 8192 / sum(s.calls)),
        'meanMs', round((sum(s.total_exec_time) / sum(s.calls))::numeric, 2)) AS figures,
    ARRAY[]::text[] AS fix,
    false AS is_critical
FROM pg_stat_statements s
JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname = current_database() AND s.queryid IS NOT NULL AND s.toplevel
GROUP BY s.queryid
HAVING sum(s.calls) >= $1 AND sum(s.temp_blks_written) * 8192 >= $2 * sum(s.calls)
ORDER BY sum(s.temp_blks_written) DESC
LIMIT 20
