-- no-transaction
SET lock_timeout = '2s';
-- matches.looking: who looks for a job, in the order of ids
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_profiles_looking ON profiles (user_id) WHERE availability_status <> 'not_looking';
