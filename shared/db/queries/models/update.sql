-- models.update: an edited model; it is locked. Bumps the revision.
UPDATE llm_models SET
    slug = $2, name = $3, provider = $4, category = $5::text::model_category, description = $6, context_window = $7,
    model_size = $8, modalities = $9, release_date = $10, status = $11, pricing_input = $12::float8::numeric,
    pricing_output = $13::float8::numeric, official_url = $14, api_docs_url = $15, logo_url = $16, best_for = $17,
    not_ideal_for = $18, api_quickstart = $19, updated_at = now(), revision = revision + 1
WHERE id = $1
