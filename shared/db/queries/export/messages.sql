-- export.messages: what a user has written to others, after an id; what they have written is theirs. Uses
-- idx_conversations_first_last, _second_last and the unique index of direct_messages.
SELECT 'messages' AS part, m.id AS key, jsonb_build_object(
    'id', m.id, 'conversationId', m.conversation_id, 'content', m.content, 'isHidden', m.is_hidden,
    'createdAt', m.created_at) AS body
FROM conversations c
JOIN direct_messages m ON m.conversation_id = c.id AND m.is_from_first = (c.first_user_id = $1)
WHERE (c.first_user_id = $1 OR c.second_user_id = $1) AND m.id > $2
ORDER BY m.id
LIMIT $3
