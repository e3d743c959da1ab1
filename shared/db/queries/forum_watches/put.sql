-- forum_watches.put: watches or mutes a topic.
INSERT INTO topic_watches (user_id, topic_id, level)
VALUES ($1, $2, $3::text::watch_level)
ON CONFLICT (user_id, topic_id) DO UPDATE SET level = excluded.level
