-- forum_editing.set_locked: locks a topic, or no longer. Bumps the revision.
UPDATE topics SET is_locked = $2, updated_at = now(), revision = revision + 1 WHERE id = $1
