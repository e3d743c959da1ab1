-- insight.database: this database's figures in one row.
SELECT pg_database_size(d.datid)::int8 AS size_bytes,
    CASE WHEN b.datconnlimit >= 0 THEN b.datconnlimit
        ELSE current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer END AS connections_max,
    d.blks_hit AS hit_blocks, d.blks_read AS read_blocks, d.xact_commit AS committed, d.xact_rollback AS rolled_back, d.deadlocks,
    d.temp_bytes AS spilled_bytes, d.stats_reset AS counted_since,
    (SELECT extract(epoch FROM clock_timestamp() - min(a.query_start))::float8 FROM pg_stat_activity a
     WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.state = 'active' AND a.pid <> pg_backend_pid()) AS longest_query_secs,
    (SELECT extract(epoch FROM clock_timestamp() - min(a.xact_start))::float8 FROM pg_stat_activity a
     WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()) AS longest_transaction_secs,
    age(b.datfrozenxid)::int8 AS transaction_id_age,
    CASE WHEN NOT pg_is_in_recovery() THEN
        (SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn))::int8 FROM pg_stat_replication r) END AS replication_lag_bytes
FROM pg_stat_database d
JOIN pg_database b ON b.oid = d.datid
WHERE d.datname = current_database()
