-- insight.duplicate_indexes: indexes whose columns are the beginning of another one's, with the same order, classes and
-- predicate: whatever they find, the other finds. One that keeps a rule is needed for that. Of two that say the same, the older stays.
WITH idx AS (
    SELECT i.indexrelid, i.indrelid, i.indisunique, i.indisvalid, c.relam, c.relkind, am.amname,
        EXISTS (SELECT FROM pg_constraint con WHERE con.conindid = i.indexrelid) AS is_rule,
        i.indnatts > i.indnkeyatts AS has_more,
        coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS predicate,
        (SELECT array_agg(pg_get_indexdef(i.indexrelid, n, false) || ' ' || i.indoption[n - 1] || ' ' || i.indclass[n - 1]
             || ' ' || i.indcollation[n - 1] ORDER BY n) FROM generate_series(1, i.indnkeyatts) AS n) AS keys
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am am ON am.oid = c.relam
    WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
), covered AS (
    SELECT idx.indexrelid, idx.indrelid, idx.relkind, min(long.indexrelid::regclass::text) AS cover
    FROM idx
    JOIN idx AS long ON long.indrelid = idx.indrelid AND long.relam = idx.relam AND long.predicate = idx.predicate
        AND long.indexrelid <> idx.indexrelid AND long.indisvalid
        AND long.keys[:cardinality(idx.keys)] = idx.keys
        AND (idx.amname = 'btree' OR long.keys = idx.keys)
        AND (NOT idx.indisunique OR long.indisunique AND long.keys = idx.keys)
        AND (long.keys <> idx.keys OR long.is_rule OR long.has_more OR long.indisunique AND NOT idx.indisunique
             OR long.indexrelid < idx.indexrelid)
    WHERE NOT idx.is_rule AND NOT idx.has_more
    GROUP BY idx.indexrelid, idx.indrelid, idx.relkind
)
SELECT covered.indexrelid::regclass::text || ' of ' || covered.indrelid::regclass::text || ', which ' || covered.cover || ' covers' AS object,
    jsonb_build_object('sizeBytes', coalesce(
        (SELECT sum(pg_relation_size(part.relid)) FROM pg_partition_tree(covered.indexrelid) AS part),
        pg_relation_size(covered.indexrelid))) AS figures,
    ARRAY['SET lock_timeout = ''2s''',
        format('DROP INDEX %sIF EXISTS %s', CASE WHEN covered.relkind = 'I' THEN '' ELSE 'CONCURRENTLY ' END,
            covered.indexrelid::regclass)] AS fix,
    false AS is_critical
FROM covered
ORDER BY 1
