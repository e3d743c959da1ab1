-- insight.tables: how often each table was read from end to end, and its size, the largest first. Partitions count as their parent.
SELECT coalesce(pg_partition_root(s.relid), s.relid)::regclass::text AS name, sum(coalesce(s.seq_scan, 0))::int8 AS scans,
    sum(coalesce(s.seq_tup_read, 0))::int8 AS rows_read, sum(s.n_live_tup)::int8 AS live_rows,
    sum(pg_total_relation_size(s.relid))::int8 AS size_bytes
FROM pg_stat_user_tables s
JOIN pg_class c ON c.oid = s.relid AND c.relkind IN ('r', 'm')
WHERE s.schemaname = 'public'
GROUP BY 1
ORDER BY 5 DESC, 1
LIMIT $1
