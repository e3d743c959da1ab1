-- editing.revisions: an article's earlier texts, newest first, before a number. By the unique (article_id, revision_number).
SELECT r.id, r.revision_number, r.title, r.summary, r.change_summary, u.username AS changed_by, r.created_at
FROM article_revisions r
LEFT JOIN users u ON u.id = r.changed_by_id
WHERE r.article_id = $1 AND r.revision_number < $2
ORDER BY r.revision_number DESC
LIMIT $3 OFFSET $4
