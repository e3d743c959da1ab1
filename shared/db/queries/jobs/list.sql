-- jobs.list: ids of jobs in a state that everybody may see, in a sort's order, after a position. Slim: jobs.cards adds the
-- rest. An active job that has expired is in no list. Uses idx_jobs_status_published, _company_status_published,
-- _type_published, _work_location_published, _experience_published, _location_published, _salary, _tech, _search and
-- idx_job_models_model_published. With `count` it counts the first matches instead, for totals that no counter keeps.
SELECT count(*) AS n FROM ( -- when count
SELECT j.id
       , (extract(epoch FROM j.published_at) * 1000000)::int8 AS key -- when by_published
       , (extract(epoch FROM m.published_at) * 1000000)::int8 AS key -- when by_model
       , j.shown_salary::int8 AS key -- when by_salary
FROM jobs j
JOIN job_models m ON m.job_id = j.id AND m.model_id = $4 -- when model
WHERE j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now()) -- when active
  AND m.published_at <= 'infinity' -- when active_model
WHERE j.status = $5::text::job_status -- when !active
  AND j.company_id = $6 -- when company
  AND j.job_type = $7::text::job_type -- when job_type
  AND j.work_location = $8::text::work_location -- when work_location
  AND j.experience_level = $9::text::experience_level -- when experience
  AND lower(j.location) = lower($10) -- when location
  AND j.shown_salary >= $11 -- when salary
  AND j.tech @> compared_words($12) -- when tech
  AND j.model_strategy = $13::text::model_strategy -- when strategy
  AND j.has_visa_sponsorship -- when visa
  AND j.search_vector @@ websearch_to_tsquery('english', $3) -- when q
  AND querytree(websearch_to_tsquery('english', $3)) <> 'T' -- when q
  AND (j.published_at, j.id) < ($14, $16) -- when after_published
  AND (m.published_at, m.job_id) < ($14, $16) -- when after_model
  AND (j.shown_salary, j.id) < ($15::int8, $16) -- when after_salary
ORDER BY j.published_at DESC, j.id DESC -- when by_published
ORDER BY m.published_at DESC, m.job_id DESC -- when by_model
ORDER BY j.shown_salary DESC, j.id DESC -- when by_salary
LIMIT $1 OFFSET $2
) AS matches -- when count
