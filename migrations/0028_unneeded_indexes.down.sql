-- no-transaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_role_created ON users (role, created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_status_login ON users (status, last_login_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_sessions_expires ON sessions (expires_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_email_tokens_expires ON email_tokens (expires_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_article_view_marks_counted ON article_view_marks (last_counted_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_bookmarks_user_created ON bookmarks (user_id, created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_log_created ON audit_log (created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_log_target_created
    ON audit_log (target_type, target_id, created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_log_actor_created
    ON audit_log (actor_id, created_at DESC, id DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_idempotency_keys_expires ON idempotency_keys (expires_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_failed_tasks_task_failed ON failed_tasks (task, failed_at);
