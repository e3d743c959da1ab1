-- export.article_views: which articles a user has read while signed in, after an id. Uses idx_article_views_user.
SELECT 'articleViews' AS part, id AS key, jsonb_build_object(
    'articleId', article_id, 'viewedAt', viewed_at, 'timeOnPageSecs', time_on_page_secs, 'scrollDepth', scroll_depth,
    'referrer', referrer) AS body
FROM article_views
WHERE user_id = $1 AND id > $2
ORDER BY id
LIMIT $3
