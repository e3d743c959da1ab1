-- partitions.drop: drops a table's months that ended so many days ago, and says how many.
SELECT drop_month_partitions($1::text::regclass, $2) AS dropped
