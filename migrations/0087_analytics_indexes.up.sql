-- no-transaction
SET lock_timeout = '2s';
-- analytics.write_platform_day: who signed up on a day
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_created ON users (created_at);
-- analytics.write_platform_day: applications of a day, and whose
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_job_applications_applied ON job_applications (applied_at) INCLUDE (user_id);
