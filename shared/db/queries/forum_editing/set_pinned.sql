-- forum_editing.set_pinned: pins a topic, or no longer. Bumps the revision.
UPDATE topics SET is_pinned = $2, updated_at = now(), revision = revision + 1 WHERE id = $1
