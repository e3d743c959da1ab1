-- analytics.record: writes the events of one call. What is said of an article that readers don't see is left out, and so is
-- everything of an account that is gone. A visitor's reading of an article is one row a day, by the longest; a sharing is one a
-- day and platform, and each counts for the article, later, by counters:flush. Uses idx_analytics_events_article and
-- primary keys.
WITH told AS MATERIALIZED (
    SELECT ids.id, given.*
    FROM unnest($4::uuid[]) WITH ORDINALITY AS ids (id, place)
    JOIN ROWS FROM (jsonb_to_recordset($5) AS (
            kind text, "articleId" uuid, seconds integer, "scrollDepth" smallint, platform text, path text,
            "resultCount" integer)) WITH ORDINALITY
         AS given (kind, article_id, seconds, scroll_depth, platform, path, result_count, at)
      ON given.at = ids.place
    WHERE ($1::uuid IS NULL OR EXISTS (SELECT FROM users WHERE users.id = $1))
      AND (given.article_id IS NULL
           OR EXISTS (SELECT FROM articles a WHERE a.id = given.article_id AND a.status = 'published'))
), read AS (
    INSERT INTO analytics_events AS known (
        id, kind, user_id, visitor_hash, article_id, seconds, scroll_depth, day, received_at)
    SELECT DISTINCT ON (article_id) id, 'article_read'::analytics_event_kind, $1, $2, article_id, seconds,
           max(scroll_depth) OVER (PARTITION BY article_id), ($3 AT TIME ZONE 'UTC')::date, $3
    FROM told
    WHERE kind = 'article_read'
    ORDER BY article_id, seconds DESC
    ON CONFLICT (article_id, kind, day, visitor_hash, platform) WHERE article_id IS NOT NULL
    DO UPDATE SET seconds = greatest(known.seconds, excluded.seconds),
                  scroll_depth = greatest(known.scroll_depth, excluded.scroll_depth)
), shared AS (
    INSERT INTO analytics_events (id, kind, user_id, visitor_hash, article_id, platform, day, received_at)
    SELECT DISTINCT ON (article_id, platform) id, 'article_share'::analytics_event_kind, $1, $2, article_id,
           platform::share_platform, ($3 AT TIME ZONE 'UTC')::date, $3
    FROM told
    WHERE kind = 'article_share'
    ORDER BY article_id, platform
    ON CONFLICT (article_id, kind, day, visitor_hash, platform) WHERE article_id IS NOT NULL DO NOTHING
    RETURNING id, article_id
), others AS (
    INSERT INTO analytics_events (id, kind, user_id, visitor_hash, path, result_count, day, received_at)
    SELECT id, kind::analytics_event_kind, $1, $2, path, result_count, ($3 AT TIME ZONE 'UTC')::date, $3
    FROM told
    WHERE article_id IS NULL
)
INSERT INTO counter_deltas (id, counter, target_id, delta) SELECT id, 'article_shares', article_id, 1 FROM shared
