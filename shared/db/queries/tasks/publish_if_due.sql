-- tasks.publish_if_due: publishes an article whose time has come, if it is still scheduled. By primary key.
UPDATE articles
SET status = 'published', published_at = now(), revision = revision + 1, updated_at = now()
WHERE id = $1 AND status = 'scheduled' AND scheduled_at <= now()
RETURNING category_id, author_id
