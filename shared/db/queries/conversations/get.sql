-- conversations.get: a conversation of one of its two. By primary key.
SELECT id, message_count FROM conversations WHERE id = $1 AND $2 IN (first_user_id, second_user_id)
