-- jobs.cards: what a list shows of jobs, in the order of the given ids. Slim: no texts. By primary keys.
SELECT j.id, j.slug, j.title, c.id AS company_id, c.slug AS company_slug, c.name AS company_name,
       c.logo_url AS company_logo_url, c.is_verified AS company_is_verified,
       j.job_type::text AS job_type, j.work_location::text AS work_location,
       j.experience_level::text AS experience_level, j.location,
       CASE WHEN j.salary_is_public THEN j.salary_min END AS salary_min,
       CASE WHEN j.salary_is_public THEN j.salary_max END AS salary_max,
       CASE WHEN j.salary_is_public THEN j.salary_currency END AS salary_currency,
       j.has_visa_sponsorship, j.programming_languages || j.frameworks AS tech, j.model_strategy::text AS model_strategy,
       CASE WHEN j.status = 'active' AND j.expires_at <= now() THEN 'closed' ELSE j.status::text END AS status,
       j.published_at, j.expires_at, j.application_count,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name) ORDER BY m.slug), '[]')
        FROM job_models x JOIN llm_models m ON m.id = x.model_id WHERE x.job_id = j.id) AS models
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
JOIN jobs j ON j.id = wanted.id
JOIN companies c ON c.id = j.company_id
ORDER BY wanted.place
