-- A day of samples, whose last hour is far slower and reads far more than the others, and a few hours of repeated statements.
INSERT INTO statement_samples (taken_at, query_id, name, calls, total_ms, rows_given)
SELECT now() - make_interval(hours => 24 - h), q, 'articles.list', (h + 1) * 200,
       (h + 1) * 200 + CASE WHEN h = 24 THEN 20000 ELSE 0 END, (h + 1) * 2000
FROM generate_series(0, 24) AS h, generate_series(1, 20) AS q;

INSERT INTO table_samples (taken_at, table_name, scans, rows_read, live_rows, size_bytes)
SELECT now() - make_interval(hours => 24 - h), 'table_' || t, h, h * 1000 + CASE WHEN h = 24 THEN 5000000 ELSE 0 END, 50000, 10000000
FROM generate_series(0, 24) AS h, generate_series(1, 20) AS t;

INSERT INTO index_sightings (index_id, seen_at)
SELECT c.oid::bigint, now() - interval '10 days'
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('i', 'I') AND NOT c.relispartition;

INSERT INTO repeated_queries (seen_hour, operation, query, times, queries, requests)
SELECT date_trunc('hour', now()) - make_interval(hours => h), 'area.operation_' || n, 'area.query', 7, 9, 10
FROM generate_series(0, 24) AS h, generate_series(1, 5) AS n;
