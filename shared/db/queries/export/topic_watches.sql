-- export.topic_watches: the topics that a user watches or mutes, after a topic. By primary key.
SELECT 'watchedTopics' AS part, topic_id AS key,
       jsonb_build_object('topicId', topic_id, 'level', level, 'createdAt', created_at) AS body
FROM topic_watches
WHERE user_id = $1 AND topic_id > $2
ORDER BY topic_id
LIMIT $3
