-- no-transaction
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY IF EXISTS idx_failed_tasks_failed;
DROP INDEX CONCURRENTLY IF EXISTS idx_idempotency_keys_expires;
DROP INDEX CONCURRENTLY IF EXISTS idx_article_view_marks_counted;
DROP INDEX CONCURRENTLY IF EXISTS idx_email_tokens_expires;
DROP INDEX CONCURRENTLY IF EXISTS idx_sessions_expires;
