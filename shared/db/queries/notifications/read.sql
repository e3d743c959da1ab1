-- notifications.read: a user has read one; when he had before, that stays. The user's lock is held. By primary key.
UPDATE notifications
SET read_at = coalesce(read_at, now())
WHERE id = $2 AND user_id = $1 AND is_shown
RETURNING read_at
