-- notifications.read_all: a user has read everything, or everything that had come by a moment. The user's lock is held. Uses
-- idx_notifications_user_unread.
UPDATE notifications
SET read_at = now()
WHERE user_id = $1 AND is_unread
  AND updated_at <= $2 -- when until
