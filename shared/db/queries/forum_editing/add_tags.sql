-- forum_editing.add_tags: puts tags on a topic; those it has stay as they are.
INSERT INTO topic_tags (topic_id, tag_id, topic_created_at)
SELECT t.id, g.id, t.created_at
FROM topics t, forum_tags g
WHERE t.id = $1 AND g.slug = ANY($2)
ON CONFLICT DO NOTHING
