-- partitions.default_is_used: whether a table's default partition, made if there is none, holds rows.
SELECT ensure_default_partition($1::text::regclass) AS is_used
