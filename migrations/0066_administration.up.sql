-- no-transaction
-- What the lists of administrators are read by; they come back with their queries (`0028_unneeded_indexes`).
SET lock_timeout = '2s';
-- accounts.list: newest first
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_created ON users (created_at DESC, id DESC);
-- accounts.list of a role
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_role_created ON users (role, created_at DESC, id DESC);
-- accounts.list of a status
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_status_created ON users (status, created_at DESC, id DESC);
-- audit.list: newest first
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_log_created ON audit_log (created_at DESC, id DESC);
-- audit.list of a target or of a kind of targets
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_log_target_created ON audit_log (target_type, target_id, created_at DESC, id DESC);
-- audit.list of an actor
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_log_actor_created ON audit_log (actor_id, created_at DESC, id DESC)
    WHERE actor_id IS NOT NULL;
-- audit.list of an action
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_log_action_created ON audit_log (action, created_at DESC, id DESC);
