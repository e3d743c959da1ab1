-- forum_replies.insert: a new reply; its depth is one more than its parent's. The topic is locked. The clock is read now,
-- not when the transaction began, so that replies are in the order of their making.
INSERT INTO replies (id, topic_id, author_id, content, parent_id, quoted_id, depth, created_at, updated_at)
SELECT $1, $2, $3, $4, $5, $6, coalesce((SELECT depth + 1 FROM replies WHERE id = $5), 0), made.at, made.at
FROM (SELECT clock_timestamp() AS at) AS made
