-- forum_votes.clear: takes a vote back. Score and reputation follow by triggers.
DELETE FROM topic_votes WHERE user_id = $1 AND topic_id = $2 -- when topic
DELETE FROM reply_votes WHERE user_id = $1 AND reply_id = $2 -- when reply
