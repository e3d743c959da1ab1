DROP TABLE queues;
ALTER TABLE failed_tasks DROP COLUMN tenant;
ALTER TABLE inbox DROP COLUMN given_up_at;
ALTER TABLE outbox DROP COLUMN sent_at, DROP COLUMN tenant, DROP COLUMN producer;
