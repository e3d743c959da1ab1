-- notifications.delete: takes one of a user's away. The user's lock is held. By primary key.
DELETE FROM notifications WHERE id = $2 AND user_id = $1
