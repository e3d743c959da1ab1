-- search.topics: the best of the newest thousand public topics that match a text, and of those whose title does where these are
-- three hundred at most (of a word that more titles hold, the newest are among the thousand); and how many of the former there
-- are. Uses idx_topics_search and idx_topics_title_search, or for a word that most hold idx_topics_created. A word that is
-- excluded is excluded from the whole, not from the title alone.
WITH newest AS MATERIALIZED (
    SELECT t.id
    FROM topics t
    WHERE t.is_listed
      AND t.visibility = 'public'
      AND t.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY t.created_at DESC, t.id DESC
    LIMIT 1000
), titled AS MATERIALIZED (
    SELECT t.id, t.search_vector
    FROM topics t
    WHERE t.is_listed
      AND t.visibility = 'public'
      AND to_tsvector('english', t.title) @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    LIMIT 301
)
SELECT t.id, search_score(t.search_vector, websearch_to_tsquery('english', $1), t.title, $1) AS score,
       (SELECT count(*) FROM newest) AS matches
FROM (
    SELECT id FROM newest
    UNION
    SELECT id FROM titled
    WHERE search_vector @@ websearch_to_tsquery('english', $1)
      AND (SELECT count(*) FROM titled) <= 300
) AS candidates
JOIN topics t ON t.id = candidates.id
ORDER BY score DESC, t.id DESC
LIMIT $2
