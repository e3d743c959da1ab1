-- job_editing.fields: what an owner writes of a job. By primary key.
SELECT title, description, requirements, responsibilities, benefits, job_type::text AS job_type,
       work_location::text AS work_location, experience_level::text AS experience_level, location,
       salary_min, salary_max, salary_currency, salary_is_public, positions_available::int4 AS positions_available,
       apply_url, has_visa_sponsorship, frameworks, vector_databases, infrastructure, programming_languages, use_case_type,
       model_strategy::text AS model_strategy, screening_questions, status::text AS status, expires_at
FROM jobs
WHERE id = $1
