-- export.analytics_events: what was told of a user while signed in, after an id. Uses idx_analytics_events_user.
SELECT 'analyticsEvents' AS part, id AS key, jsonb_strip_nulls(jsonb_build_object(
    'kind', kind, 'receivedAt', received_at, 'articleId', article_id, 'seconds', seconds, 'scrollDepth', scroll_depth,
    'platform', platform, 'path', path, 'resultCount', result_count)) AS body
FROM analytics_events
WHERE user_id = $1 AND id > $2
ORDER BY id
LIMIT $3
