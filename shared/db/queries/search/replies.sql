-- search.replies: the best of the newest thousand visible replies to public topics that match a text, and how many of those
-- there are. Ids are in the order of their making. Uses idx_replies_search, or the primary key for a word that most hold.
WITH candidates AS MATERIALIZED (
    SELECT r.id, r.search_vector
    FROM replies r
    JOIN topics t ON t.id = r.topic_id
    WHERE r.is_visible
      AND t.is_listed
      AND t.visibility = 'public'
      AND r.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY r.id DESC
    LIMIT 1000
)
SELECT id, search_score(search_vector, websearch_to_tsquery('english', $1), NULL, $1) AS score,
       (SELECT count(*) FROM candidates) AS matches
FROM candidates
ORDER BY score DESC, id DESC
LIMIT $2
