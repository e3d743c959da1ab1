-- views.count: counts a view unless the same viewer was counted within 24 hours: one statement, so that two at once count
-- once. The article's own counter is moved later, by counters:flush.
WITH counted AS (
    INSERT INTO article_view_marks AS mark (article_id, viewer_hash, last_counted_at) VALUES ($1, $2, now())
    ON CONFLICT (article_id, viewer_hash) DO UPDATE SET last_counted_at = excluded.last_counted_at
    WHERE mark.last_counted_at <= now() - interval '24 hours'
    RETURNING article_id
), seen AS (
    INSERT INTO article_views (id, article_id, user_id, viewer_hash, referrer) SELECT $3, article_id, $4, $2, $5 FROM counted
)
INSERT INTO counter_deltas (id, counter, target_id, delta) SELECT $3, 'article_views', article_id, 1 FROM counted
