-- forum_replies.place: the topic of a reply that is not deleted. By primary key.
SELECT topic_id FROM replies WHERE id = $1 AND deleted_at IS NULL
