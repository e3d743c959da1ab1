-- insight.autovacuum_off: tables that nobody cleans up, or the whole server. That can't be mended by a statement everywhere.
SELECT c.oid::regclass::text AS object,
    jsonb_build_object('deadRows', coalesce(s.n_dead_tup, 0), 'sizeBytes', pg_relation_size(c.oid)) AS figures,
    ARRAY['SET lock_timeout = ''2s''', format('ALTER TABLE %s RESET (autovacuum_enabled)', c.oid::regclass)] AS fix,
    false AS is_critical
FROM pg_class c
LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.relkind = 'r'
  AND c.relnamespace = 'public'::regnamespace
  AND EXISTS (
      SELECT FROM pg_options_to_table(c.reloptions) AS given
      WHERE given.option_name = 'autovacuum_enabled' AND lower(given.option_value) IN ('false', 'off', 'no', '0', 'f', 'n'))
UNION ALL
SELECT 'the whole server', jsonb_build_object(), ARRAY[]::text[], true
WHERE current_setting('autovacuum') = 'off'
