-- notifications.read_bundle: a user has read what a bundle stands for. The user's lock is held. Uses
-- idx_notifications_user_bundle.
UPDATE notifications SET read_at = now() WHERE user_id = $1 AND bundle_key = $2 AND read_at IS NULL
