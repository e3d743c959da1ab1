DROP TABLE failed_tasks;
DROP TABLE inbox;
DROP FUNCTION uuid_day(uuid);
DROP TABLE outbox;
