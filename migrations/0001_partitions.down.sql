DROP FUNCTION drop_month_partitions(regclass, integer);
DROP FUNCTION ensure_month_partitions(regclass, integer);
