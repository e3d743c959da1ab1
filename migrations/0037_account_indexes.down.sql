-- no-transaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_reputation_events_user ON reputation_events (user_id);
DROP INDEX CONCURRENTLY IF EXISTS idx_reputation_events_user_created;
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_replies_author ON replies (author_id);
DROP INDEX CONCURRENTLY IF EXISTS idx_replies_author_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_saved_jobs_user_saved;
DROP INDEX CONCURRENTLY IF EXISTS idx_bookmarks_user_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_deleted;
