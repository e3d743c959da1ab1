-- conversations.number: which of a conversation's messages one is. By primary key.
SELECT number FROM direct_messages WHERE id = $2 AND conversation_id = $1
