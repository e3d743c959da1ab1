-- samples.since: when the first sample was taken of those that are kept. By primary key.
SELECT taken_at FROM table_samples ORDER BY taken_at LIMIT 1
