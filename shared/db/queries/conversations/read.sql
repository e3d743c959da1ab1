-- conversations.read: one side has read up to a number; what the other has written beyond it is counted again. The
-- conversation is locked. Uses direct_messages_conversation_id_number_key, of what is unread only.
UPDATE conversations
SET first_read_number = $2, -- when first
    first_unread_count = -- when first
SET second_read_number = $2, -- when !first
    second_unread_count = -- when !first
        (SELECT count(*) FROM direct_messages m
         WHERE m.conversation_id = $1 AND m.number > $2
           AND NOT m.is_from_first -- when first
           AND m.is_from_first -- when !first
        )
WHERE id = $1
RETURNING first_unread_count AS unread_count -- when first
RETURNING second_unread_count AS unread_count -- when !first
