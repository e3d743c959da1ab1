-- job_editing.update: an edited job; it is locked. What was active before keeps its date. Bumps the revision.
UPDATE jobs SET
    title = $2, description = $3, requirements = $4, responsibilities = $5, benefits = $6, job_type = $7::text::job_type,
    work_location = $8::text::work_location, experience_level = $9::text::experience_level, location = $10,
    salary_min = $11, salary_max = $12, salary_currency = $13, salary_is_public = $14, positions_available = $15::int4,
    apply_url = $16, has_visa_sponsorship = $17, frameworks = $18, vector_databases = $19, infrastructure = $20,
    programming_languages = $21, use_case_type = $22, model_strategy = $23::text::model_strategy,
    screening_questions = $24, status = $25::text::job_status, expires_at = $26,
    published_at = CASE WHEN $25::text = 'active' THEN coalesce(published_at, now()) ELSE published_at END,
    updated_at = now(), revision = revision + 1
WHERE id = $1
