-- search.models: the models that match a text, best first, and how many there are. The directory is small, and read whole.
WITH candidates AS MATERIALIZED (
    SELECT m.id, m.name, m.search_vector
    FROM llm_models m
    WHERE m.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY m.id DESC
    LIMIT 1000
)
SELECT id, search_score(search_vector, websearch_to_tsquery('english', $1), name, $1) AS score,
       (SELECT count(*) FROM candidates) AS matches
FROM candidates
ORDER BY score DESC, id DESC
LIMIT $2
