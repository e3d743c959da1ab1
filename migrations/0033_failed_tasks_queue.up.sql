-- no-transaction
SET lock_timeout = '2s';
-- queues.overview: how many of a queue were given up; queues.redrive: the oldest of these first
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_failed_tasks_queue_failed ON failed_tasks (queue, failed_at);
