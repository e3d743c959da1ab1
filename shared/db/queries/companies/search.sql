-- companies.search: ids of companies that match a text, best first. Only the newest thousand matches are ranked. Uses
-- idx_companies_search.
WITH candidates AS MATERIALIZED (
    SELECT c.id, c.search_vector
    FROM companies c
    WHERE c.search_vector @@ websearch_to_tsquery('english', $3)
      AND querytree(websearch_to_tsquery('english', $3)) <> 'T'
      AND lower(c.industry) = lower($4) -- when industry
      AND c.company_size = $5::text::company_size -- when size
      AND c.is_verified = $6 -- when verified
    ORDER BY c.created_at DESC, c.id DESC
    LIMIT 1000
)
SELECT id, (row_number() OVER (ORDER BY ts_rank_cd(search_vector, websearch_to_tsquery('english', $3), 32) DESC, id DESC))::int8 AS key
FROM candidates
ORDER BY key
LIMIT $1 OFFSET $2
