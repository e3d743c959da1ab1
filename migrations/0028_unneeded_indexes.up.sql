-- no-transaction
-- Indexes that no query uses and no constraint needs (`infra/indexes`): every write pays for them. Each comes back with
-- the query that it is for: lists of an administrator, retention, redrive, a reader's bookmarks.
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY IF EXISTS idx_users_role_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_status_login;
DROP INDEX CONCURRENTLY IF EXISTS idx_sessions_expires;
DROP INDEX CONCURRENTLY IF EXISTS idx_email_tokens_expires;
DROP INDEX CONCURRENTLY IF EXISTS idx_article_view_marks_counted;
DROP INDEX CONCURRENTLY IF EXISTS idx_bookmarks_user_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_log_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_log_target_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_log_actor_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_idempotency_keys_expires;
DROP INDEX CONCURRENTLY IF EXISTS idx_failed_tasks_task_failed;
