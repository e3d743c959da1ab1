-- no-transaction
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY IF EXISTS idx_job_applications_applied;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_created;
