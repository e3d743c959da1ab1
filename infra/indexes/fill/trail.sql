-- What editors did, and who was counted lately.
INSERT INTO audit_log (id, actor_id, action, target_type, target_id, created_at)
SELECT md5('audit ' || id)::uuid, created_by_id, 'article.updated', 'article', id, updated_at
FROM articles;

INSERT INTO article_view_marks (article_id, viewer_hash, last_counted_at)
SELECT article_id, viewer_hash, max(viewed_at)
FROM article_views
GROUP BY article_id, viewer_hash;
