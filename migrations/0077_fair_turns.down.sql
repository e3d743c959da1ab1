ALTER TABLE outbox DROP COLUMN turn_at;
