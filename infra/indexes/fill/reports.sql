-- Messages that those they were written to have reported; generated reports are of topics.
INSERT INTO reports (id, reporter_id, target_type, target_id, reason)
SELECT md5(m.id::text)::uuid, CASE WHEN m.is_from_first THEN c.second_user_id ELSE c.first_user_id END, 'message', m.id, 'harassment'
FROM (SELECT id, conversation_id, is_from_first FROM direct_messages ORDER BY id LIMIT 50) AS m
JOIN conversations c ON c.id = m.conversation_id;
