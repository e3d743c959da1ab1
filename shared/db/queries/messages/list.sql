-- messages.list: a conversation's messages, newest first, after a number; for one of its two. What is hidden is there without
-- its text. Whether the one to whom a
-- message went has read it, the conversation knows. Uses direct_messages_conversation_id_number_key.
SELECT m.id, m.number, CASE WHEN m.is_from_first THEN c.first_user_id ELSE c.second_user_id END AS sender_id,
       CASE WHEN NOT m.is_hidden THEN m.content END AS content, m.is_hidden,
       m.number <= CASE WHEN m.is_from_first THEN c.second_read_number ELSE c.first_read_number END AS is_read, m.created_at
FROM conversations c
JOIN direct_messages m ON m.conversation_id = c.id
WHERE c.id = $3
  AND m.number < $4 -- when after
ORDER BY m.number DESC
LIMIT $1 OFFSET $2
