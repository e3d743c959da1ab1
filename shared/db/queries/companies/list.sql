-- companies.list: ids of companies in a sort's order, after a position. Slim: companies.cards adds the rest. Uses
-- idx_companies_created, _jobs, _industry_created, _size_created, _search. With `count` it counts the first matches
-- instead.
SELECT count(*) AS n FROM ( -- when count
SELECT c.id
       , (extract(epoch FROM c.created_at) * 1000000)::int8 AS key -- when by_created
       , c.job_count::int8 AS key -- when by_jobs
FROM companies c
WHERE true
  AND lower(c.industry) = lower($4) -- when industry
  AND c.company_size = $5::text::company_size -- when size
  AND c.is_verified = $6 -- when verified
  AND c.search_vector @@ websearch_to_tsquery('english', $3) -- when q
  AND querytree(websearch_to_tsquery('english', $3)) <> 'T' -- when q
  AND (c.created_at, c.id) < ($7, $9) -- when after_created
  AND (c.job_count, c.id) < ($8::int8, $9) -- when after_jobs
ORDER BY c.created_at DESC, c.id DESC -- when by_created
ORDER BY c.job_count DESC, c.id DESC -- when by_jobs
LIMIT $1 OFFSET $2
) AS matches -- when count
