-- insight.scanned_tables: tables of a size that were often read from end to end since the statistics began, with their columns and
-- those by which an index finds rows already.
WITH tables AS (
    SELECT coalesce(pg_partition_root(s.relid), s.relid) AS id, sum(s.seq_scan)::int8 AS scans, sum(s.seq_tup_read)::int8 AS rows_read,
        sum(s.n_live_tup)::int8 AS live_rows
    FROM pg_stat_user_tables s
    JOIN pg_class c ON c.oid = s.relid AND c.relkind IN ('r', 'm')
    WHERE s.schemaname = 'public'
    GROUP BY 1
)
SELECT c.relname::text AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
    ARRAY(SELECT DISTINCT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
     WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL) AS indexed,
    c.relkind = 'p' AS is_partitioned, tables.scans, tables.rows_read, tables.live_rows
FROM tables
JOIN pg_class c ON c.oid = tables.id
WHERE tables.scans >= $2
  AND tables.live_rows >= $1
  AND tables.rows_read >= tables.scans * $1
ORDER BY tables.rows_read DESC
LIMIT 20
