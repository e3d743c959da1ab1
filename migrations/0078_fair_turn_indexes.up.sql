-- no-transaction
SET lock_timeout = '2s';
-- outbox.claim_due, queues.overdue: who comes first of its tenant's, or has none, by when it is due; the others by their turns.
-- queues.overview, queues.purge
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_outbox_queue_turn ON outbox (queue, turn_at, run_at, id);
-- outbox.put: the last turn of a tenant
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_outbox_tenant ON outbox (tenant, queue, turn_at DESC NULLS LAST) WHERE tenant IS NOT NULL;
-- What it was for, the first one is.
DROP INDEX CONCURRENTLY IF EXISTS idx_outbox_queue_run;
