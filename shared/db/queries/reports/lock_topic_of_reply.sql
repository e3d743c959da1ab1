-- reports.lock_topic_of_reply: locks the topic of a reply, before the reply itself.
SELECT id FROM topics WHERE id = (SELECT topic_id FROM replies WHERE id = $1) FOR NO KEY UPDATE
