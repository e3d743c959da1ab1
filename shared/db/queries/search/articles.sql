-- search.articles: the best of the newest thousand published articles that match a text, and of those whose title does where
-- these are three hundred at most (of a word that more titles hold, the newest are among the thousand); and how many of the
-- former there are. Uses idx_articles_search and idx_articles_title_search, or for a word that most hold
-- idx_articles_published. A word that is excluded is excluded from the whole, not from the title alone.
WITH newest AS MATERIALIZED (
    SELECT a.id
    FROM articles a
    WHERE a.status = 'published'
      AND a.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY a.published_at DESC, a.id DESC
    LIMIT 1000
), titled AS MATERIALIZED (
    SELECT a.id, a.search_vector
    FROM articles a
    WHERE a.status = 'published'
      AND to_tsvector('english', a.title) @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    LIMIT 301
)
SELECT a.id, search_score(a.search_vector, websearch_to_tsquery('english', $1), a.title, $1) AS score,
       (SELECT count(*) FROM newest) AS matches
FROM (
    SELECT id FROM newest
    UNION
    SELECT id FROM titled
    WHERE search_vector @@ websearch_to_tsquery('english', $1)
      AND (SELECT count(*) FROM titled) <= 300
) AS candidates
JOIN articles a ON a.id = candidates.id
ORDER BY score DESC, a.id DESC
LIMIT $2
