-- erasure.article_views: some views of articles are nobody's any more, and their hash is of nobody. Uses
-- idx_article_views_user.
WITH chosen AS (
    SELECT id, viewed_at FROM article_views WHERE user_id = $1 LIMIT $2
), gone AS (
    UPDATE article_views v SET user_id = NULL, viewer_hash = sha256(uuid_send(v.id))
    FROM chosen
    WHERE v.id = chosen.id AND v.viewed_at = chosen.viewed_at
    RETURNING 1
)
SELECT count(*) AS n FROM gone
