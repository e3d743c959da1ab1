-- search.articles: the best of the newest thousand published articles that match a text, and how many of those there are.
-- Uses idx_articles_search, or idx_articles_published for a word that most hold.
WITH candidates AS MATERIALIZED (
    SELECT a.id, a.title, a.search_vector
    FROM articles a
    WHERE a.status = 'published'
      AND a.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY a.published_at DESC, a.id DESC
    LIMIT 1000
)
SELECT id, search_score(search_vector, websearch_to_tsquery('english', $1), title, $1) AS score,
       (SELECT count(*) FROM candidates) AS matches
FROM candidates
ORDER BY score DESC, id DESC
LIMIT $2
