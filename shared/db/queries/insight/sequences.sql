-- insight.sequences: sequences that are near their end: their own, or that of the column they number. One that has a wider column
-- than it says can go on.
WITH owned AS (
    SELECT d.objid AS id, min(a.atttypid::int8)::oid AS type
    FROM pg_depend d
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    GROUP BY d.objid
), ends AS (
    SELECT s.seqrelid AS id, v.last_value, s.seqmax, coalesce(o.type, 'int8'::regtype::oid) AS type,
        least(s.seqmax, CASE o.type WHEN 'int2'::regtype::oid THEN 32767 WHEN 'int4'::regtype::oid THEN 2147483647 ELSE s.seqmax END) AS most
    FROM pg_sequence s
    JOIN pg_class c ON c.oid = s.seqrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_sequences v ON v.schemaname = n.nspname AND v.sequencename = c.relname
    LEFT JOIN owned o ON o.id = s.seqrelid
    WHERE s.seqincrement > 0 AND NOT s.seqcycle AND n.nspname = 'public'
)
SELECT id::regclass::text AS object,
    jsonb_build_object('lastValue', last_value, 'mostValue', most, 'usedPercent', round(100.0 * last_value / most, 1)) AS figures,
    CASE WHEN type = 'int8'::regtype::oid AND seqmax < 9223372036854775807
        THEN ARRAY['SET lock_timeout = ''2s''', format('ALTER SEQUENCE %s AS bigint NO MAXVALUE', id::regclass)]
        ELSE ARRAY[]::text[] END AS fix,
    last_value >= 0.98 * most AS is_critical
FROM ends
WHERE last_value >= $1 * most
ORDER BY last_value / most::float8 DESC, 1
LIMIT 20
