-- forum_votes.put: casts a vote or turns it round. Score and reputation follow by triggers.
INSERT INTO topic_votes (user_id, topic_id, value) VALUES ($1, $2, $3::int4::smallint) -- when topic
ON CONFLICT (user_id, topic_id) DO UPDATE SET value = excluded.value -- when topic
INSERT INTO reply_votes (user_id, reply_id, value) VALUES ($1, $2, $3::int4::smallint) -- when reply
ON CONFLICT (user_id, reply_id) DO UPDATE SET value = excluded.value -- when reply
