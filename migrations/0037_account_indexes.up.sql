-- no-transaction
SET lock_timeout = '2s';
-- tasks.due_erasures
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_deleted ON users (deleted_at, id) WHERE status = 'deleted';
-- bookmarks.list of a user, newest first
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_bookmarks_user_created ON bookmarks (user_id, created_at DESC, id DESC);
-- saved_jobs.list of a user, newest first
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_saved_jobs_user_saved ON saved_jobs (user_id, saved_at DESC, job_id DESC);
-- public_profiles.replies, public_profiles.activity: an author's, newest first; foreign key
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_replies_author_created ON replies (author_id, created_at DESC, id DESC);
DROP INDEX CONCURRENTLY IF EXISTS idx_replies_author;
-- public_profiles.reputation_events: a user's, newest first; foreign key
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_reputation_events_user_created ON reputation_events (user_id, created_at DESC);
DROP INDEX CONCURRENTLY IF EXISTS idx_reputation_events_user;
