-- insight.table_bloat: tables that are a multiple of what their rows need: 28 bytes a row beside its columns. An estimate by the
-- widths of the last ANALYZE; a table without them isn't judged.
WITH sizes AS (
    SELECT c.oid AS id, c.reltuples, pg_relation_size(c.oid)::float8 AS size_bytes,
        coalesce((SELECT option_value::float8 FROM pg_options_to_table(c.reloptions) WHERE option_name = 'fillfactor'), 100) AS fill,
        count(*) AS columns, count(w.width_bytes) AS known,
        sum(w.width_bytes * (1 - w.null_share))::float8 AS row_bytes
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN column_widths() AS w ON w.table_id = c.oid AND w.place = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'm') AND c.reltuples >= 0
    GROUP BY c.oid, c.reltuples, c.reloptions
), needs AS (
    SELECT sizes.*, ceil(reltuples * (28 + ceil(row_bytes / 8) * 8) / (8168 * fill / 100)) * 8192 AS needed_bytes
    FROM sizes
    WHERE known = columns
)
SELECT id::regclass::text AS object,
    jsonb_build_object('sizeBytes', size_bytes, 'neededBytes', needed_bytes,
        'wastedPercent', round((100 * (size_bytes - needed_bytes) / size_bytes)::numeric, 1)) AS figures,
    ARRAY[]::text[] AS fix,
    false AS is_critical
FROM needs
WHERE size_bytes - needed_bytes >= $1
  AND size_bytes - needed_bytes >= $2 * size_bytes
ORDER BY size_bytes - needed_bytes DESC
LIMIT 20
