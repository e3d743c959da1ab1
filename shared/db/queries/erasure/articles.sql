-- erasure.articles: locks the articles that name a user, in the order of their ids: the foreign keys forget the user in none.
-- Uses idx_articles_author_status_published, idx_articles_created_by, idx_articles_updated_by and the primary key.
SELECT count(*) AS n
FROM (
    SELECT
    FROM articles
    WHERE id = ANY (ARRAY(
        SELECT id FROM articles WHERE author_id = $1
        UNION
        SELECT id FROM articles WHERE created_by_id = $1
        UNION
        SELECT id FROM articles WHERE updated_by_id = $1
    ))
    ORDER BY id
    FOR NO KEY UPDATE
) AS held
