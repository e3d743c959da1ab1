-- tasks.flush_counters: adds a batch of waiting increments to the articles they belong to, one update an article. What
-- would bring a counter below zero waits on: its other half is in a batch to come. By primary key, from $1 upwards.
WITH batch AS (
    SELECT id
    FROM counter_deltas
    WHERE id > $1 AND counter IN ('article_views', 'article_bookmarks', 'article_shares')
    ORDER BY id
    LIMIT $2
    FOR UPDATE SKIP LOCKED
), drained AS (
    DELETE FROM counter_deltas USING batch
    WHERE counter_deltas.id = batch.id
    RETURNING counter_deltas.id, counter, target_id, delta
), sums AS (
    SELECT target_id,
           coalesce(sum(delta) FILTER (WHERE counter = 'article_views'), 0) AS views,
           coalesce(sum(delta) FILTER (WHERE counter = 'article_bookmarks'), 0) AS bookmarks,
           coalesce(sum(delta) FILTER (WHERE counter = 'article_shares'), 0) AS shares
    FROM drained
    GROUP BY target_id
), held AS (
    SELECT a.id, a.view_count + s.views AS views, a.bookmark_count + s.bookmarks AS bookmarks,
           a.share_count + s.shares AS shares
    FROM sums s
    JOIN articles a ON a.id = s.target_id
    ORDER BY a.id
    FOR NO KEY UPDATE OF a
), counted AS (
    UPDATE articles
    SET view_count = greatest(held.views, 0), bookmark_count = greatest(held.bookmarks, 0),
        share_count = greatest(held.shares, 0)
    FROM held
    WHERE articles.id = held.id
), owed AS (
    INSERT INTO counter_deltas (counter, target_id, delta)
    SELECT owing.counter, held.id, owing.n::integer
    FROM held
    CROSS JOIN LATERAL (VALUES
        ('article_views', held.views), ('article_bookmarks', held.bookmarks), ('article_shares', held.shares)
    ) AS owing (counter, n)
    WHERE owing.n < 0
)
SELECT count(*) OVER () AS drained, id AS last
FROM drained
ORDER BY id DESC
LIMIT 1
