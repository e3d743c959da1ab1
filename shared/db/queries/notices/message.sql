-- notices.message: a message that the one whom it went to is told of: unread still, not hidden, and neither of the two has
-- blocked the other. By primary keys.
SELECT c.id AS conversation_id, CASE WHEN m.is_from_first THEN c.first_user_id ELSE c.second_user_id END AS sender_id
FROM direct_messages m
JOIN conversations c ON c.id = m.conversation_id
WHERE m.id = $1
  AND NOT m.is_hidden
  AND CASE WHEN m.is_from_first THEN c.second_user_id = $2 AND m.number > c.second_read_number
           ELSE c.first_user_id = $2 AND m.number > c.first_read_number END
  AND NOT EXISTS (
      SELECT FROM user_blocks b
      WHERE (b.blocker_id, b.blocked_id)
            IN ((c.first_user_id, c.second_user_id), (c.second_user_id, c.first_user_id))
  )
