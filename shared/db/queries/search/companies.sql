-- search.companies: the best of the newest thousand companies that match a text, and how many of those there are. Uses
-- idx_companies_search, or idx_companies_created for a word that most hold.
WITH candidates AS MATERIALIZED (
    SELECT c.id, c.name, c.search_vector
    FROM companies c
    WHERE c.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY c.created_at DESC, c.id DESC
    LIMIT 1000
)
SELECT id, search_score(search_vector, websearch_to_tsquery('english', $1), name, $1) AS score,
       (SELECT count(*) FROM candidates) AS matches
FROM candidates
ORDER BY score DESC, id DESC
LIMIT $2
