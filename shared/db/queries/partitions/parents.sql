-- partitions.parents: the tables of the schema that are partitioned by time. A small catalogue, read whole.
SELECT c.relname::text AS name
FROM pg_partitioned_table p
JOIN pg_class c ON c.oid = p.partrelid
WHERE p.partstrat = 'r' AND p.partnatts = 1 AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
ORDER BY 1
