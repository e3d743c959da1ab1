-- no-transaction
SET lock_timeout = '2s';
-- retention.read_notifications (cleanup:old-data): since when a notification is over; one that is mailed only, from its beginning
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_notifications_over
    ON notifications ((CASE WHEN is_shown THEN read_at ELSE created_at END)) WHERE read_at IS NOT NULL OR NOT is_shown;
