-- forum_editing.update: an edited topic; what isn't given (null) stays. Bumps the revision.
UPDATE topics SET
    title = coalesce($2, title),
    content = coalesce($3, content),
    type = coalesce($4::text::topic_type, type),
    status = coalesce($5::text::topic_status, status),
    is_flagged = is_flagged OR $6,
    edited_at = CASE WHEN $2 IS NULL AND $3 IS NULL THEN edited_at ELSE now() END,
    updated_at = now(), revision = revision + 1
WHERE id = $1
