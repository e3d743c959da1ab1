-- forum_replies.lock: a reply's state, locked until the transaction ends. The topic is locked before.
SELECT id, topic_id, author_id, content, depth::int4 AS depth, is_hidden, revision,
       now() - created_at <= interval '15 minutes' AS is_editable
FROM replies
WHERE id = $1 AND deleted_at IS NULL
FOR NO KEY UPDATE
