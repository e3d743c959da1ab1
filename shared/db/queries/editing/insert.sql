-- editing.insert: a new article.
INSERT INTO articles (
    id, title, slug, summary, content, content_format, featured_image_url, author_id, author_name, source_url, category_id,
    status, scheduled_at, published_at, difficulty_level, reading_time_minutes, meta_title, meta_description, is_featured,
    is_trending, created_by_id)
VALUES (
    $1, $2, $3, $4, $5, $6::text::content_format, $7, $8, $9, $10, $11,
    $12::text::article_status, $13, CASE WHEN $12::text = 'published' THEN now() END, $14::text::difficulty_level, $15::int4,
    $16, $17, $18, $19, $20)
