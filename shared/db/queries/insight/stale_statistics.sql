-- insight.stale_statistics: tables much of which has changed since they were analyzed, and that was a while ago. Partitions count
-- as their parent.
WITH tables AS (
    SELECT coalesce(pg_partition_root(s.relid), s.relid) AS id, sum(s.n_mod_since_analyze)::int8 AS changed,
        sum(s.n_live_tup)::int8 AS live, max(greatest(s.last_analyze, s.last_autoanalyze)) AS analyzed_at
    FROM pg_stat_user_tables s
    JOIN pg_class c ON c.oid = s.relid AND c.relkind IN ('r', 'm')
    WHERE s.schemaname = 'public'
    GROUP BY 1
)
SELECT id::regclass::text AS object,
    jsonb_build_object('changedRows', changed, 'rows', live,
        'analyzedSecs', round(extract(epoch FROM now() - coalesce(analyzed_at, $4)))) AS figures,
    ARRAY[format('ANALYZE %s', id::regclass)] AS fix,
    false AS is_critical
FROM tables
WHERE changed >= $1
  AND changed >= $2 * live
  AND coalesce(analyzed_at, $4) <= now() - make_interval(secs => $3)
ORDER BY changed DESC, 1
LIMIT 20
