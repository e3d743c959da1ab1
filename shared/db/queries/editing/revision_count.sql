-- editing.revision_count: whether an article exists, and its newest revision's number, which is how many there are.
SELECT (SELECT max(r.revision_number) FROM article_revisions r WHERE r.article_id = a.id) AS newest
FROM articles a
WHERE a.id = $1
