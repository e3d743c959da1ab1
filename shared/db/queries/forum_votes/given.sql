-- forum_votes.given: a user's vote so far, read under the lock of what is voted on. By primary key.
SELECT value::int4 AS value FROM topic_votes WHERE user_id = $1 AND topic_id = $2 -- when topic
SELECT value::int4 AS value FROM reply_votes WHERE user_id = $1 AND reply_id = $2 -- when reply
