-- notifications.preferences: what a user wants otherwise than by default. By primary key.
SELECT type::text AS type, channel::text AS channel, frequency::text AS frequency
FROM notification_preferences
WHERE user_id = $1
