-- forum_replies.delete: marks a reply as deleted; what was answered to it stays. Bumps the revision.
UPDATE replies SET deleted_at = now(), updated_at = now(), revision = revision + 1 WHERE id = $1
