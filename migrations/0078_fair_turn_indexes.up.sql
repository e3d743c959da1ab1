-- no-transaction
SET lock_timeout = '2s';
-- outbox.claim_due, queues.overview, queues.overdue: what is the first of its tenant's, or has none, by when it is due
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_outbox_firsts ON outbox (queue, run_at, id) WHERE turn_at IS NULL;
-- The same three: all others by their turns
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_outbox_turns ON outbox (queue, turn_at, id) WHERE turn_at IS NOT NULL;
-- outbox.put: the last turn of a tenant
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_outbox_tenant ON outbox (tenant, queue, turn_at DESC NULLS LAST) WHERE tenant IS NOT NULL;
-- What it was for, the two first ones are.
DROP INDEX CONCURRENTLY IF EXISTS idx_outbox_queue_run;
