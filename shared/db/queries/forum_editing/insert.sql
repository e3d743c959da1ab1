-- forum_editing.insert: a new topic. Its visibility is the category's; the foreign key sees to it that it stays so.
INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility, type, is_flagged)
SELECT $1, $2, $3, $4, $5, c.id, c.visibility, $7::text::topic_type, $8
FROM forum_categories c
WHERE c.id = $6
