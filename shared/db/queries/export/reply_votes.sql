-- export.reply_votes: a user's votes on replies, after a reply. By primary key.
SELECT 'replyVotes' AS part, reply_id AS key,
       jsonb_build_object('replyId', reply_id, 'value', value, 'createdAt', created_at) AS body
FROM reply_votes
WHERE user_id = $1 AND reply_id > $2
ORDER BY reply_id
LIMIT $3
