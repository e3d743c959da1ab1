-- editing.lock: an article's editable state, locked until the transaction ends.
SELECT a.id, a.slug, a.title, a.summary, a.content, a.content_format::text AS content_format, a.status::text AS status,
       a.author_id, a.category_id, a.scheduled_at, a.revision,
       array(SELECT tag_id FROM article_tags WHERE article_id = a.id) AS tag_ids
FROM articles a
WHERE a.id = $1
FOR UPDATE
