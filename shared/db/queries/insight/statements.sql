-- insight.statements: what statements have cost since the server's count began, the costliest first. Of what isn't a query only its
-- first word is shown: the server keeps the values in it.
SELECT s.queryid AS id, substring(min(s.query) FROM '^/\* ([a-z_]+\.[a-z_]+) \*/') AS name,
    CASE WHEN min(s.query) ~* '^\s*(/\*[^*]*\*/)?\s*(select|insert|update|delete|merge|with)\s'
        THEN left(regexp_replace(min(s.query), '''[^'']*''', '?', 'g'), 4000)
        ELSE upper(split_part(ltrim(min(s.query)), ' ', 1)) END AS text,
    sum(s.calls)::int8 AS calls, sum(s.total_exec_time) AS total_ms, sum(s.total_exec_time) / sum(s.calls) AS mean_ms,
    max(s.max_exec_time) AS max_ms, sum(s.rows)::int8 AS rows_given
FROM pg_stat_statements s
JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname = current_database() AND s.queryid IS NOT NULL AND s.toplevel AND s.calls > 0
GROUP BY s.queryid
HAVING sum(s.total_exec_time) >= $1 * sum(s.calls) AND sum(s.calls) >= $2
ORDER BY sum(s.total_exec_time) DESC
LIMIT $3
