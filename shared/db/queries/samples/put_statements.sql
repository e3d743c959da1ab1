-- samples.put_statements: what statements had cost until a time. By primary key.
INSERT INTO statement_samples (taken_at, query_id, name, calls, total_ms, rows_given)
SELECT $1, seen.query_id, seen.name, seen.calls, seen.total_ms, seen.rows_given
FROM unnest($2::int8[], $3::text[], $4::int8[], $5::float8[], $6::int8[]) AS seen (query_id, name, calls, total_ms, rows_given)
ON CONFLICT (taken_at, query_id) DO NOTHING
