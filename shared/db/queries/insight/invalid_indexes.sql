-- insight.invalid_indexes: indexes that a cut-off build left and nobody builds now. What REINDEX left beside the real one goes.
SELECT i.indexrelid::regclass::text || ' of ' || i.indrelid::regclass::text AS object,
    jsonb_build_object('sizeBytes', pg_relation_size(i.indexrelid)) AS figures,
    ARRAY['SET lock_timeout = ''2s''',
        format(CASE WHEN c.relname ~ '_cc(new|old)[0-9]*$' THEN 'DROP INDEX CONCURRENTLY IF EXISTS %s'
            ELSE 'REINDEX INDEX CONCURRENTLY %s' END, i.indexrelid::regclass)] AS fix,
    false AS is_critical
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT (i.indisvalid AND i.indisready)
  AND c.relkind = 'i'
  AND c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.datname = current_database() AND p.relid = i.indrelid)
ORDER BY 1
LIMIT 20
