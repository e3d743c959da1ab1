-- no-transaction
SET lock_timeout = '2s';
-- leaderboards.fill: what was earned since a time
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_reputation_events_created ON reputation_events (created_at) INCLUDE (user_id, points, event_type);
