-- no-transaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_outbox_queue_run ON outbox (queue, run_at, id);
DROP INDEX CONCURRENTLY IF EXISTS idx_outbox_tenant;
DROP INDEX CONCURRENTLY IF EXISTS idx_outbox_queue_turn;
