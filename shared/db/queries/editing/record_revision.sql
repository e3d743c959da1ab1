-- editing.record_revision: keeps an article's text as it was before an edit. The article's row is locked.
INSERT INTO article_revisions (id, article_id, revision_number, title, summary, content, content_format, changed_by_id, change_summary)
SELECT $1, a.id, coalesce((SELECT max(r.revision_number) FROM article_revisions r WHERE r.article_id = a.id), 0) + 1,
       a.title, a.summary, a.content, a.content_format, $3, $4
FROM articles a
WHERE a.id = $2
