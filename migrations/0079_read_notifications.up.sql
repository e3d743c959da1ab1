-- no-transaction
SET lock_timeout = '2s';
-- retention.read_notifications (cleanup:old-data)
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_notifications_read ON notifications (read_at) WHERE read_at IS NOT NULL;
