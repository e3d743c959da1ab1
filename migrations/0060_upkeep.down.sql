DROP FUNCTION ensure_default_partition(regclass);
ALTER FUNCTION drop_month_partitions(regclass, integer) SET lock_timeout = '5s';
ALTER FUNCTION ensure_month_partitions(regclass, integer) SET lock_timeout = '5s';
DROP TABLE schedule_fires;
