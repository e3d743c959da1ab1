-- reports.list: reports in a state, oldest first, after a position, with what they are about: of a topic or a reply the first
-- characters, a message whole, since it can be read nowhere else. Uses idx_reports_status_created, the rest by primary keys.
SELECT r.id, r.reporter_id, u.username AS reporter_username, r.target_type, r.target_id,
       r.reason::text AS reason, r.description, r.status::text AS status,
       d.username AS resolved_by, r.resolved_at, r.resolution_note, r.created_at,
       a.id AS author_id, a.username AS author_username, t.id AS topic_id, t.title AS topic_title,
       coalesce(left(coalesce(p.content, t.content), 300), m.content) AS excerpt,
       coalesce(p.is_hidden, t.is_hidden, m.is_hidden) AS is_hidden
FROM reports r
LEFT JOIN replies p ON r.target_type = 'reply' AND p.id = r.target_id
LEFT JOIN topics t ON t.id = CASE r.target_type WHEN 'topic' THEN r.target_id ELSE p.topic_id END
LEFT JOIN direct_messages m ON r.target_type = 'message' AND m.id = r.target_id
LEFT JOIN conversations c ON c.id = m.conversation_id
LEFT JOIN users a ON a.id = CASE r.target_type
    WHEN 'topic' THEN t.author_id
    WHEN 'reply' THEN p.author_id
    ELSE CASE WHEN m.is_from_first THEN c.first_user_id ELSE c.second_user_id END
END
LEFT JOIN users u ON u.id = r.reporter_id
LEFT JOIN users d ON d.id = r.resolved_by
WHERE r.status = $3::text::report_status
  AND (r.created_at, r.id) > ($4, $5) -- when after
ORDER BY r.created_at, r.id
LIMIT $1 OFFSET $2
