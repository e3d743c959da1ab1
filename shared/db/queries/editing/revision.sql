-- editing.revision: one earlier text of an article.
SELECT title, summary, content, content_format::text AS content_format
FROM article_revisions
WHERE article_id = $1 AND revision_number = $2
