-- retention.view_marks: drops a batch of viewers who were last counted before a time. What somebody works on is left for the next
-- time. Uses idx_article_view_marks_counted.
WITH gone AS (
    DELETE FROM article_view_marks
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM article_view_marks WHERE last_counted_at < $1 ORDER BY last_counted_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
