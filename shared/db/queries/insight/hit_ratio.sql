-- insight.hit_ratio: whether too much of what statements read wasn't in the server's memory.
SELECT datname::text AS object,
    jsonb_build_object('hitPercent', round(100.0 * blks_hit / (blks_hit + blks_read), 2), 'hitBlocks', blks_hit, 'readBlocks', blks_read) AS figures,
    ARRAY[]::text[] AS fix,
    false AS is_critical
FROM pg_stat_database
WHERE datname = current_database()
  AND blks_hit + blks_read >= $2
  AND blks_hit < $1 * (blks_hit + blks_read)
