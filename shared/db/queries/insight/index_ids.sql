-- insight.index_ids: the indexes that there are; a partition's isn't one.
SELECT c.oid::int8 AS id
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('i', 'I') AND NOT c.relispartition
