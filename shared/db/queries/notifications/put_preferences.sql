-- notifications.put_preferences: how a user wants to be told, by type and channel, each pair once.
INSERT INTO notification_preferences (user_id, type, channel, frequency)
SELECT $1, p.type::notification_type, p.channel::delivery_channel, p.frequency::notification_frequency
FROM unnest($2::text[], $3::text[], $4::text[]) AS p (type, channel, frequency)
ORDER BY 2, 3
ON CONFLICT (user_id, type, channel) DO UPDATE SET frequency = excluded.frequency, updated_at = now()
