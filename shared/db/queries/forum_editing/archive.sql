-- forum_editing.archive: takes a topic away. Bumps the revision.
UPDATE topics SET status = 'archived', updated_at = now(), revision = revision + 1 WHERE id = $1
