-- jobs.search: ids of jobs that match a text, best first. Only the newest thousand matches are ranked, so that a common
-- word stays fast; a text that only excludes words finds nothing. Uses idx_jobs_search, or idx_jobs_status_published for a
-- word that most hold.
WITH candidates AS MATERIALIZED (
    SELECT j.id, j.search_vector
    FROM jobs j
    JOIN job_models m ON m.job_id = j.id AND m.model_id = $4 -- when model
    WHERE j.search_vector @@ websearch_to_tsquery('english', $3)
      AND querytree(websearch_to_tsquery('english', $3)) <> 'T'
      AND j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now()) -- when active
      AND j.status = $5::text::job_status -- when !active
      AND j.company_id = $6 -- when company
      AND j.job_type = $7::text::job_type -- when job_type
      AND j.work_location = $8::text::work_location -- when work_location
      AND j.experience_level = $9::text::experience_level -- when experience
      AND lower(j.location) = lower($10) -- when location
      AND j.shown_salary >= $11 -- when salary
      AND j.tech @> compared_words($12) -- when tech
      AND j.model_strategy = $13::text::model_strategy -- when strategy
      AND j.has_visa_sponsorship -- when visa
    ORDER BY j.published_at DESC, j.id DESC
    LIMIT 1000
)
SELECT id, (row_number() OVER (ORDER BY ts_rank_cd(search_vector, websearch_to_tsquery('english', $3), 32) DESC, id DESC))::int8 AS key
FROM candidates
ORDER BY key
LIMIT $1 OFFSET $2
