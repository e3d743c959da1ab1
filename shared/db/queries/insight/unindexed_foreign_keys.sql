-- insight.unindexed_foreign_keys: foreign keys of tables of a size whose rows no index finds: it begins with one of their
-- columns, and has no predicate but that this is not null. On a partitioned table an index isn't built concurrently.
WITH keys AS (
    SELECT con.conname, con.conrelid, con.confrelid, con.conkey, c.relkind, c.relname,
        coalesce((
            SELECT sum(greatest(part.reltuples, 0)) FROM pg_partition_tree(c.oid) AS tree JOIN pg_class part ON part.oid = tree.relid
            WHERE tree.isleaf
        ), greatest(c.reltuples, 0))::int8 AS row_count
    FROM pg_constraint con
    JOIN pg_class c ON c.oid = con.conrelid
    WHERE con.contype = 'f' AND con.conparentid = 0 AND con.connamespace = 'public'::regnamespace
)
SELECT keys.conname || ' of ' || keys.conrelid::regclass::text AS object,
    jsonb_build_object('rows', keys.row_count, 'columns', cardinality(keys.conkey)) AS figures,
    CASE WHEN keys.relkind = 'p' THEN ARRAY[]::text[] ELSE ARRAY['SET lock_timeout = ''2s''',
        format('CREATE INDEX CONCURRENTLY IF NOT EXISTS %I ON %s (%s)',
            left('idx_' || keys.relname || '_' || array_to_string(names.plain, '_'), 63), keys.conrelid::regclass,
            array_to_string(names.quoted, ', '))] END AS fix,
    false AS is_critical
FROM keys
CROSS JOIN LATERAL (
    SELECT array_agg(a.attname::text ORDER BY part.n) AS plain, array_agg(quote_ident(a.attname) ORDER BY part.n) AS quoted
    FROM unnest(keys.conkey) WITH ORDINALITY AS part (place, n)
    JOIN pg_attribute a ON a.attrelid = keys.conrelid AND a.attnum = part.place
) AS names
WHERE keys.row_count >= $1
  AND NOT EXISTS (
      SELECT FROM pg_index i
      WHERE i.indrelid = keys.conrelid AND i.indisvalid AND i.indkey[0] = ANY (keys.conkey)
        AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^\([a-z_]+ IS NOT NULL\)$'))
ORDER BY keys.row_count DESC, 1
LIMIT 20
