-- search.topics: the best of the newest thousand public topics that match a text, and how many of those there are. Uses
-- idx_topics_search, or idx_topics_created for a word that most hold.
WITH candidates AS MATERIALIZED (
    SELECT t.id, t.title, t.search_vector
    FROM topics t
    WHERE t.is_listed
      AND t.visibility = 'public'
      AND t.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY t.created_at DESC, t.id DESC
    LIMIT 1000
)
SELECT id, search_score(search_vector, websearch_to_tsquery('english', $1), title, $1) AS score,
       (SELECT count(*) FROM candidates) AS matches
FROM candidates
ORDER BY score DESC, id DESC
LIMIT $2
