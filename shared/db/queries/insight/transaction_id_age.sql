-- insight.transaction_id_age: tables whose oldest rows carry transaction ids of long ago; at 2^31 the server stops writing.
WITH ages AS (
    SELECT c.oid AS id, greatest(age(c.relfrozenxid), age(t.relfrozenxid)) AS xids
    FROM pg_class c
    LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
    WHERE c.relkind IN ('r', 'm')
      AND c.relnamespace NOT IN ('pg_catalog'::regnamespace::oid, 'information_schema'::regnamespace::oid)
)
SELECT ages.id::regclass::text AS object,
    jsonb_build_object('ageTransactions', ages.xids,
        'databaseAgeTransactions', (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()),
        'heldBackTransactions', coalesce((SELECT max(age(backend_xmin)) FROM pg_stat_activity), 0)) AS figures,
    ARRAY[format('VACUUM (FREEZE) %s', ages.id::regclass)] AS fix,
    ages.xids >= 1500000000 AS is_critical
FROM ages
WHERE ages.xids >= $1
ORDER BY ages.xids DESC, 1
LIMIT 20
