-- reports.lock_target: what is reported and where it belongs, whether it shows now; it and its topic are locked, in that
-- order, by what comes before. A message belongs to no topic, but to whom it was written.
SELECT t.id AS topic_id, t.category_id, t.visibility::text AS visibility, t.author_id, NULL::uuid AS recipient_id, -- when topic
       t.is_listed AS is_shown, t.is_hidden -- when topic
FROM topics t WHERE t.id = $1 AND t.status <> 'archived' FOR NO KEY UPDATE -- when topic
SELECT t.id AS topic_id, t.category_id, t.visibility::text AS visibility, r.author_id, NULL::uuid AS recipient_id, -- when reply
       t.is_listed AND r.is_visible AS is_shown, r.is_hidden -- when reply
FROM replies r JOIN topics t ON t.id = r.topic_id -- when reply
WHERE r.id = $1 AND r.deleted_at IS NULL AND t.status <> 'archived' FOR NO KEY UPDATE OF r -- when reply
SELECT NULL::uuid AS topic_id, NULL::uuid AS category_id, NULL::text AS visibility, -- when message
       CASE WHEN m.is_from_first THEN c.first_user_id ELSE c.second_user_id END AS author_id, -- when message
       CASE WHEN m.is_from_first THEN c.second_user_id ELSE c.first_user_id END AS recipient_id, -- when message
       NOT m.is_hidden AS is_shown, m.is_hidden -- when message
FROM direct_messages m JOIN conversations c ON c.id = m.conversation_id -- when message
WHERE m.id = $1 FOR NO KEY UPDATE OF m -- when message
