DROP FUNCTION column_widths();
DROP TABLE repeated_queries;
DROP TABLE index_sightings;
DROP TABLE table_samples;
DROP TABLE statement_samples;
