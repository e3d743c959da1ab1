-- editing.set_status: publishes, schedules or archives. What was published before keeps its date. Bumps the revision.
UPDATE articles SET
    status = $2::text::article_status,
    scheduled_at = $3,
    published_at = CASE WHEN $2::text = 'published' THEN coalesce(published_at, now()) ELSE published_at END,
    updated_by_id = $4, updated_at = now(), revision = revision + 1
WHERE id = $1
