-- notices.topic: what is told of a topic that shows. By primary key.
SELECT t.author_id, t.content, t.id AS topic_id, t.slug AS topic_slug, t.title AS topic_title
FROM topics t
WHERE t.id = $1 AND t.is_listed
