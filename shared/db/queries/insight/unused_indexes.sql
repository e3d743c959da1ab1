-- insight.unused_indexes: indexes of a size worth a line that no scan has used since the statistics began and since they are
-- known, both long enough ago. One that keeps a rule is used by every write, one of a foreign key by rare deletes.
WITH uses AS (
    SELECT coalesce(pg_partition_root(s.indexrelid), s.indexrelid) AS id, sum(s.idx_scan)::int8 AS scans,
        sum(pg_relation_size(s.indexrelid))::int8 AS size_bytes
    FROM pg_stat_user_indexes s
    WHERE s.schemaname = 'public'
    GROUP BY 1
)
SELECT uses.id::regclass::text || ' of ' || i.indrelid::regclass::text AS object,
    jsonb_build_object('sizeBytes', uses.size_bytes, 'scans', uses.scans,
        'observedDays', floor(extract(epoch FROM now() - greatest(d.stats_reset, seen.since)) / 86400)) AS figures,
    ARRAY['SET lock_timeout = ''2s''',
        format('DROP INDEX %sIF EXISTS %s', CASE WHEN c.relkind = 'I' THEN '' ELSE 'CONCURRENTLY ' END, uses.id::regclass)] AS fix,
    false AS is_critical
FROM uses
JOIN pg_index i ON i.indexrelid = uses.id
JOIN pg_class c ON c.oid = uses.id
JOIN pg_stat_database d ON d.datname = current_database()
JOIN unnest($3::int8[], $4::timestamptz[]) AS seen (id, since) ON seen.id = uses.id::int8
WHERE uses.scans = 0
  AND uses.size_bytes >= $1
  AND greatest(d.stats_reset, seen.since) <= now() - make_interval(secs => $2)
  AND NOT i.indisunique AND NOT i.indisexclusion AND NOT i.indisreplident AND i.indisvalid
  AND NOT EXISTS (
      SELECT FROM pg_constraint con
      WHERE con.conindid = i.indexrelid
         OR con.contype = 'f' AND con.conrelid = i.indrelid AND i.indkey[0] = ANY (con.conkey))
ORDER BY uses.size_bytes DESC, 1
LIMIT 20
