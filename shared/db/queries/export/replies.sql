-- export.replies: a user's replies, deleted ones too, after an id. Uses idx_replies_author_created.
SELECT 'replies' AS part, id AS key, jsonb_build_object(
    'id', id, 'topicId', topic_id, 'parentReplyId', parent_id, 'quotedReplyId', quoted_id, 'content', content,
    'voteScore', vote_score, 'createdAt', created_at, 'editedAt', edited_at, 'deletedAt', deleted_at) AS body
FROM replies
WHERE author_id = $1 AND id > $2
ORDER BY id
LIMIT $3
