-- forum_replies.update: an edited reply. Bumps the revision.
UPDATE replies SET content = $2, edited_at = now(), updated_at = now(), revision = revision + 1 WHERE id = $1
