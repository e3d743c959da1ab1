-- articles.trending: what is read most this week (trending_score). Candidates are the newest 300 of the last 30 days, the most
-- viewed 100, and what is flagged, so that the work is bounded.
-- Uses idx_articles_published, idx_articles_views, idx_articles_trending, idx_article_views_article_viewed and
-- idx_analytics_events_article.
WITH candidates AS (
    (SELECT id, published_at FROM articles
     WHERE status = 'published' AND published_at > now() - interval '30 days' ORDER BY published_at DESC, id DESC LIMIT 300)
    UNION
    (SELECT id, published_at FROM articles WHERE status = 'published' ORDER BY view_count DESC, id DESC LIMIT 100)
    UNION
    (SELECT id, published_at FROM articles WHERE status = 'published' AND is_trending ORDER BY published_at DESC, id DESC LIMIT 50)
)
SELECT c.id
FROM candidates c, LATERAL (
    SELECT count(*) AS views
    FROM article_views v WHERE v.article_id = c.id AND v.viewed_at > now() - interval '7 days') AS viewed, LATERAL (
    SELECT coalesce(avg(least(seconds, 1200)), 0) AS secs
    FROM analytics_events e
    WHERE e.article_id = c.id AND e.kind = 'article_read'
      AND e.day >= (now() AT TIME ZONE 'UTC' - interval '7 days')::date AND e.received_at > now() - interval '7 days') AS read
ORDER BY trending_score(viewed.views, read.secs, now() - c.published_at) DESC, c.id DESC
LIMIT $1
