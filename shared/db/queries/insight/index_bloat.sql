-- insight.index_bloat: B-tree indexes that are a multiple of what their rows need: 12 bytes a row beside its columns, pages
-- nine tenths full. An estimate, never too high for equal keys, which share their room.
WITH sizes AS (
    SELECT i.indexrelid, i.indrelid, c.reltuples, pg_relation_size(i.indexrelid)::float8 AS size_bytes,
        i.indnatts, count(w.width_bytes) AS known, sum(w.width_bytes * (1 - w.null_share))::float8 AS key_bytes
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree'
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) AS part (place)
    LEFT JOIN column_widths() AS w ON w.table_id = i.indrelid AND w.place = part.place
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'i' AND i.indisvalid AND c.reltuples >= 0
    GROUP BY i.indexrelid, i.indrelid, c.reltuples, i.indnatts
), needs AS (
    SELECT sizes.*, (1 + ceil(reltuples * (12 + ceil(key_bytes / 8) * 8) / (8152 * 0.9))) * 8192 AS needed_bytes
    FROM sizes
    WHERE known = indnatts
)
SELECT indexrelid::regclass::text || ' of ' || indrelid::regclass::text AS object,
    jsonb_build_object('sizeBytes', size_bytes, 'neededBytes', needed_bytes,
        'wastedPercent', round((100 * (size_bytes - needed_bytes) / size_bytes)::numeric, 1)) AS figures,
    ARRAY['SET lock_timeout = ''2s''', format('REINDEX INDEX CONCURRENTLY %s', indexrelid::regclass)] AS fix,
    false AS is_critical
FROM needs
WHERE size_bytes - needed_bytes >= $1
  AND size_bytes - needed_bytes >= $2 * size_bytes
ORDER BY size_bytes - needed_bytes DESC
LIMIT 20
