-- editing.update: an edited article; what isn't given (null, and its flag unset) stays. Bumps the revision.
UPDATE articles SET
    title = coalesce($2, title),
    slug = coalesce($3, slug),
    summary = coalesce($4, summary),
    content = coalesce($5, content),
    content_format = coalesce($6::text::content_format, content_format),
    featured_image_url = CASE WHEN $7 THEN $8 ELSE featured_image_url END,
    author_id = CASE WHEN $9 THEN $10 ELSE author_id END,
    author_name = CASE WHEN $11 THEN $12 ELSE author_name END,
    source_url = CASE WHEN $13 THEN $14 ELSE source_url END,
    category_id = coalesce($15, category_id),
    difficulty_level = CASE WHEN $16 THEN $17::text::difficulty_level ELSE difficulty_level END,
    reading_time_minutes = coalesce($18::int4, reading_time_minutes),
    meta_title = CASE WHEN $19 THEN $20 ELSE meta_title END,
    meta_description = CASE WHEN $21 THEN $22 ELSE meta_description END,
    is_featured = coalesce($23, is_featured),
    is_trending = coalesce($24, is_trending),
    edited_at = CASE WHEN status = 'published' THEN now() ELSE edited_at END,
    updated_by_id = $25, updated_at = now(), revision = revision + 1
WHERE id = $1
