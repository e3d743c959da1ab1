-- analytics.flag_trending: of the articles that readers see the $3 best of the last seven days are trending, if they are better
-- than $2 (trending_score), and no other is. Returns those whose flag has changed. What can't be better, however new it is, is
-- passed over before its article is looked up; what is taken away meanwhile stays as it is. Reads a week of views and readings;
-- uses idx_articles_trending and primary keys.
WITH viewed AS (
    SELECT article_id, count(*) AS views
    FROM article_views
    WHERE viewed_at > $1 - interval '7 days' AND viewed_at <= $1
    GROUP BY article_id
), read AS (
    SELECT article_id, avg(least(seconds, 1200)) AS secs
    FROM analytics_events
    WHERE kind = 'article_read' AND day >= (($1 - interval '7 days') AT TIME ZONE 'UTC')::date
      AND received_at > $1 - interval '7 days' AND received_at <= $1
    GROUP BY article_id
), promising AS MATERIALIZED (
    SELECT article_id, views, coalesce(secs, 0) AS secs
    FROM viewed
    LEFT JOIN read USING (article_id)
    WHERE trending_score(views, coalesce(secs, 0), interval '0') > $2
), best AS MATERIALIZED (
    SELECT a.id
    FROM promising p
    CROSS JOIN LATERAL (
        SELECT id, published_at FROM articles WHERE id = p.article_id AND status = 'published' OFFSET 0
    ) AS a
    CROSS JOIN LATERAL trending_score(p.views, p.secs, $1 - a.published_at) AS score
    WHERE score > $2
    ORDER BY score DESC, a.id DESC
    LIMIT $3
), held AS (
    SELECT a.id, a.id IN (SELECT id FROM best) AS is_best
    FROM articles a
    WHERE a.id = ANY (ARRAY(
        SELECT id FROM best UNION SELECT id FROM articles WHERE status = 'published' AND is_trending
    )) AND a.status = 'published'
    ORDER BY a.id
    FOR NO KEY UPDATE
)
UPDATE articles
SET is_trending = held.is_best
FROM held
WHERE articles.id = held.id AND articles.is_trending <> held.is_best
RETURNING articles.id
