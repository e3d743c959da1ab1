-- notices.reply: what is told of a reply that shows. By primary keys.
SELECT r.author_id, r.content, t.id AS topic_id, t.slug AS topic_slug, t.title AS topic_title
FROM replies r
JOIN topics t ON t.id = r.topic_id
WHERE r.id = $1 AND r.is_visible AND t.is_listed
