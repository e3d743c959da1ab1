-- samples.put_tables: how often tables had been read from end to end until a time. By primary key.
INSERT INTO table_samples (taken_at, table_name, scans, rows_read, live_rows, size_bytes)
SELECT $1, seen.table_name, seen.scans, seen.rows_read, seen.live_rows, seen.size_bytes
FROM unnest($2::text[], $3::int8[], $4::int8[], $5::int8[], $6::int8[])
    AS seen (table_name, scans, rows_read, live_rows, size_bytes)
ON CONFLICT (taken_at, table_name) DO NOTHING
