-- articles.trending: what is read most this week: 0.5 for views on a logarithmic scale, 0.3 for the time spent, 0.2 for
-- being new. Candidates are the newest 300 of the last 30 days, the most viewed 100, and what is flagged, so that the work is bounded.
-- Uses idx_articles_published, idx_articles_views, idx_articles_trending and idx_article_views_article_viewed.
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
    SELECT count(*) AS views, coalesce(avg(time_on_page_secs), 0) AS secs
    FROM article_views v WHERE v.article_id = c.id AND v.viewed_at > now() - interval '7 days') AS week
ORDER BY 0.5 * least(1, log(week.views + 1) / 3) + 0.3 * least(1, week.secs / 600)
         + 0.2 * greatest(0, 1 - extract(epoch FROM now() - c.published_at) / 2592000) DESC, c.id DESC
LIMIT $1
