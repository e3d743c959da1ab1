-- conversations.lock: a conversation of one of its two, locked: nobody writes or reads in it meanwhile. By primary key.
SELECT id, first_user_id = $2 AS is_first, message_count,
       CASE WHEN first_user_id = $2 THEN first_read_number ELSE second_read_number END AS read_number
FROM conversations
WHERE id = $1 AND $2 IN (first_user_id, second_user_id)
FOR NO KEY UPDATE
