-- conversations.list: a user's conversations, that with the newest message first, after a position; with the other user,
-- the last message and what is unread. Uses idx_conversations_first_last and _second_last, one range of each.
SELECT c.id, c.peer_id, u.username AS peer_username, coalesce(p.display_name, u.username) AS peer_name,
       p.avatar_url AS peer_avatar_url,
       EXISTS (SELECT FROM user_blocks b WHERE b.blocker_id = $3 AND b.blocked_id = c.peer_id) AS is_blocked,
       c.message_count, c.unread_count, m.is_from_first = c.is_first AS is_last_own,
       CASE WHEN NOT m.is_hidden THEN left(m.content, 200) END AS last_excerpt, m.is_hidden AS is_last_hidden,
       c.last_message_at
FROM (
    (SELECT id, true AS is_first, second_user_id AS peer_id, message_count, first_unread_count AS unread_count, last_message_at
     FROM conversations
     WHERE first_user_id = $3
       AND (last_message_at, id) < ($4, $5) -- when after
     ORDER BY last_message_at DESC, id DESC
     LIMIT $1 + $2)
    UNION ALL
    (SELECT id, false, first_user_id, message_count, second_unread_count, last_message_at
     FROM conversations
     WHERE second_user_id = $3
       AND (last_message_at, id) < ($4, $5) -- when after
     ORDER BY last_message_at DESC, id DESC
     LIMIT $1 + $2)
    ORDER BY last_message_at DESC, id DESC
    LIMIT $1 OFFSET $2
) AS c
JOIN direct_messages m ON m.conversation_id = c.id AND m.number = c.message_count
JOIN users u ON u.id = c.peer_id
LEFT JOIN profiles p ON p.user_id = c.peer_id
ORDER BY c.last_message_at DESC, c.id DESC
