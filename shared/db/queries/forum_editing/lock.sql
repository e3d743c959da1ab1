-- forum_editing.lock: a topic's state, locked until the transaction ends: no reply, vote, report or edit of it meanwhile.
SELECT t.id, t.slug, t.title, t.content, t.type::text AS kind, t.status::text AS status, t.author_id, t.category_id,
       t.visibility::text AS visibility, t.is_pinned, t.is_locked, t.is_hidden, t.accepted_reply_id, t.revision
FROM topics t
WHERE t.id = $1 AND t.status <> 'archived'
FOR NO KEY UPDATE
