-- search.jobs: the best of the newest thousand open jobs that match a text, and of those whose title does where these are three
-- hundred at most (of a word that more titles hold, the newest are among the thousand); and how many of the former there are.
-- Uses idx_jobs_search and idx_jobs_title_search, or for a word that most hold idx_jobs_status_published. A word that is
-- excluded is excluded from the whole, not from the title alone.
WITH newest AS MATERIALIZED (
    SELECT j.id
    FROM jobs j
    WHERE j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
      AND j.search_vector @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    ORDER BY j.published_at DESC, j.id DESC
    LIMIT 1000
), titled AS MATERIALIZED (
    SELECT j.id, j.search_vector
    FROM jobs j
    WHERE j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
      AND to_tsvector('english', j.title) @@ websearch_to_tsquery('english', $1)
      AND querytree(websearch_to_tsquery('english', $1)) <> 'T'
    LIMIT 301
)
SELECT j.id, search_score(j.search_vector, websearch_to_tsquery('english', $1), j.title, $1) AS score,
       (SELECT count(*) FROM newest) AS matches
FROM (
    SELECT id FROM newest
    UNION
    SELECT id FROM titled
    WHERE search_vector @@ websearch_to_tsquery('english', $1)
      AND (SELECT count(*) FROM titled) <= 300
) AS candidates
JOIN jobs j ON j.id = candidates.id
ORDER BY score DESC, j.id DESC
LIMIT $2
