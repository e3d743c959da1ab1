-- messages.insert: the newest message of a conversation, which is locked.
INSERT INTO direct_messages (id, conversation_id, number, is_from_first, content, created_at) VALUES ($1, $2, $3, $4, $5, $6)
