-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS idx_users_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_role_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_status_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_log_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_log_target_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_log_actor_created;
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_log_action_created;
