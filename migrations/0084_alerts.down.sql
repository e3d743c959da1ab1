DROP FUNCTION used_default_partitions();
DROP TABLE request_minutes;
DROP TABLE alerts;
DROP TYPE alert_severity;
