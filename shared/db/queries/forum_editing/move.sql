-- forum_editing.move: puts a topic into another category, whose visibility it takes on. Bumps the revision.
UPDATE topics SET category_id = c.id, visibility = c.visibility, updated_at = now(), revision = topics.revision + 1
FROM forum_categories c
WHERE topics.id = $1 AND c.id = $2
