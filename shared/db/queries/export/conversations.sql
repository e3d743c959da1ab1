-- export.conversations: with whom a user has talked, after an id. Uses idx_conversations_first_last and _second_last.
SELECT 'conversations' AS part, id AS key, jsonb_build_object(
    'id', id, 'userId', CASE WHEN first_user_id = $1 THEN second_user_id ELSE first_user_id END,
    'messageCount', message_count, 'lastMessageAt', last_message_at, 'createdAt', created_at) AS body
FROM conversations
WHERE (first_user_id = $1 OR second_user_id = $1) AND id > $2
ORDER BY id
LIMIT $3
