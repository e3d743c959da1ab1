-- search.jobs: the best of the newest thousand open jobs that match a text, and how many of those there are. Uses
-- idx_jobs_search, or idx_jobs_status_published for a word that most hold.
WITH candidates AS MATERIALIZED (
    SELECT j.id, j.title, j.search_vector
    FROM jobs j
    WHERE j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
      AND j.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY j.published_at DESC, j.id DESC
    LIMIT 1000
)
SELECT id, search_score(search_vector, websearch_to_tsquery('english', $1), title, $1) AS score,
       (SELECT count(*) FROM candidates) AS matches
FROM candidates
ORDER BY score DESC, id DESC
LIMIT $2
