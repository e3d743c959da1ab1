-- messages.open: the conversation of a pair, made if there is none, with room for one message more; locked. By the pair's
-- unique key.
INSERT INTO conversations (id, first_user_id, second_user_id, second_unread_count) -- when from_first
INSERT INTO conversations (id, first_user_id, second_user_id, first_unread_count) -- when !from_first
VALUES ($1, $2, $3, 1)
ON CONFLICT ON CONSTRAINT conversations_pair DO UPDATE
SET message_count = conversations.message_count + 1,
    second_unread_count = conversations.second_unread_count + 1, -- when from_first
    first_unread_count = conversations.first_unread_count + 1, -- when !from_first
    last_message_at = greatest(clock_timestamp(), conversations.last_message_at)
RETURNING id, message_count AS number, last_message_at AS written_at
