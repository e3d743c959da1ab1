-- job_editing.insert: a new job of a company.
INSERT INTO jobs (
    id, company_id, slug, title, description, requirements, responsibilities, benefits, job_type, work_location,
    experience_level, location, salary_min, salary_max, salary_currency, salary_is_public, positions_available, apply_url,
    has_visa_sponsorship, frameworks, vector_databases, infrastructure, programming_languages, use_case_type,
    model_strategy, screening_questions, status, expires_at, published_at)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9::text::job_type, $10::text::work_location,
    $11::text::experience_level, $12, $13, $14, $15, $16, $17::int4, $18,
    $19, $20, $21, $22, $23, $24,
    $25::text::model_strategy, $26, $27::text::job_status, $28, CASE WHEN $27::text = 'active' THEN now() END)
