-- export.topic_votes: a user's votes on topics, after a topic. By primary key.
SELECT 'topicVotes' AS part, topic_id AS key,
       jsonb_build_object('topicId', topic_id, 'value', value, 'createdAt', created_at) AS body
FROM topic_votes
WHERE user_id = $1 AND topic_id > $2
ORDER BY topic_id
LIMIT $3
