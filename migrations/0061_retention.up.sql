-- no-transaction
-- What retention looks for, each by its own time.
SET lock_timeout = '2s';
-- retention.spent_tokens, retention.sessions (cleanup:sessions)
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_sessions_expires ON sessions (expires_at);
-- retention.email_tokens (cleanup:sessions)
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_email_tokens_expires ON email_tokens (expires_at);
-- retention.view_marks (cleanup:old-data)
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_article_view_marks_counted ON article_view_marks (last_counted_at);
-- retention.idempotency_keys (cleanup:old-data)
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_idempotency_keys_expires ON idempotency_keys (expires_at);
-- retention.failed_tasks (cleanup:old-data)
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_failed_tasks_failed ON failed_tasks (failed_at);
