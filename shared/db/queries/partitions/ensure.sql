-- partitions.ensure: makes a table's missing partitions of this month and the next ones, and says how many.
SELECT ensure_month_partitions($1::text::regclass, $2) AS made
