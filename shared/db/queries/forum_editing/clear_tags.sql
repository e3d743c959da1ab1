-- forum_editing.clear_tags: takes from a topic the tags that aren't among these.
DELETE FROM topic_tags
WHERE topic_id = $1 AND tag_id NOT IN (SELECT id FROM forum_tags WHERE slug = ANY($2))
