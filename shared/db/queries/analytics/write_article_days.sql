-- analytics.write_article_days: what each article was to its readers on a day, from the day's views and events. Written whole:
-- what was written of it before is replaced. Reads the month's part of both tables; uses idx_article_days_day and the primary key.
WITH viewed AS (
    SELECT article_id, count(*) AS views, count(DISTINCT viewer_hash) AS viewers
    FROM article_views
    WHERE viewed_at >= $2 AND viewed_at < $3
    GROUP BY article_id
), told AS (
    SELECT article_id, count(*) FILTER (WHERE kind = 'article_read') AS reads, sum(seconds) AS read_secs,
           count(*) FILTER (WHERE kind = 'article_share') AS shares
    FROM analytics_events
    WHERE day = $1 AND article_id IS NOT NULL
    GROUP BY article_id
), counted AS MATERIALIZED (
    SELECT article_id, coalesce(v.views, 0) AS views, coalesce(v.viewers, 0) AS viewers, coalesce(t.reads, 0) AS reads,
           coalesce(t.read_secs, 0) AS read_secs, coalesce(t.shares, 0) AS shares
    FROM viewed v
    FULL JOIN told t USING (article_id)
), gone AS (
    DELETE FROM article_days d
    WHERE d.day = $1 AND NOT EXISTS (SELECT FROM counted c WHERE c.article_id = d.article_id)
)
INSERT INTO article_days AS known (article_id, day, views, viewers, reads, read_secs, shares)
SELECT article_id, $1, views, viewers, reads, read_secs, shares FROM counted ORDER BY article_id
ON CONFLICT (article_id, day)
DO UPDATE SET views = excluded.views, viewers = excluded.viewers, reads = excluded.reads,
              read_secs = excluded.read_secs, shares = excluded.shares
WHERE (known.views, known.viewers, known.reads, known.read_secs, known.shares)
      <> (excluded.views, excluded.viewers, excluded.reads, excluded.read_secs, excluded.shares)
