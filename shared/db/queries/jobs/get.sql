-- jobs.get: one job whole, by its id or its slug; as everybody may see it, or whole for those who edit it.
SELECT j.id, j.slug, j.title, c.id AS company_id, c.slug AS company_slug, c.name AS company_name,
       c.logo_url AS company_logo_url, c.is_verified AS company_is_verified,
       j.description, j.requirements, j.responsibilities, j.benefits,
       j.job_type::text AS job_type, j.work_location::text AS work_location,
       j.experience_level::text AS experience_level, j.location,
       CASE WHEN j.salary_is_public THEN j.salary_min END AS salary_min, -- when shown
       CASE WHEN j.salary_is_public THEN j.salary_max END AS salary_max, -- when shown
       CASE WHEN j.salary_is_public THEN j.salary_currency END AS salary_currency, -- when shown
       j.salary_min, j.salary_max, j.salary_currency, -- when !shown
       j.salary_is_public, j.positions_available::int4 AS positions_available, j.apply_url, j.has_visa_sponsorship,
       j.frameworks, j.vector_databases, j.infrastructure, j.programming_languages, j.use_case_type,
       j.model_strategy::text AS model_strategy, j.screening_questions,
       CASE WHEN j.status = 'active' AND j.expires_at <= now() THEN 'closed' ELSE j.status::text END AS status,
       j.published_at, j.expires_at, j.application_count, j.revision, j.created_at, j.updated_at,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name) ORDER BY m.slug), '[]')
        FROM job_models x JOIN llm_models m ON m.id = x.model_id WHERE x.job_id = j.id) AS models,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('name', s.skill_name, 'type', s.skill_type, 'level', s.required_level,
                                                     'isRequired', s.is_required) ORDER BY s.is_required DESC, s.skill_key), '[]')
        FROM job_skills s WHERE s.job_id = j.id) AS skills
FROM jobs j
JOIN companies c ON c.id = j.company_id
WHERE j.id = $1 -- when by_id
WHERE j.slug = $2 -- when by_slug
  AND j.status IN ('active', 'closed', 'filled') -- when shown
