-- models.insert: a new model.
INSERT INTO llm_models (
    id, slug, name, provider, category, description, context_window, model_size, modalities, release_date, status,
    pricing_input, pricing_output, official_url, api_docs_url, logo_url, best_for, not_ideal_for, api_quickstart)
VALUES (
    $1, $2, $3, $4, $5::text::model_category, $6, $7, $8, $9, $10, $11,
    $12::float8::numeric, $13::float8::numeric, $14, $15, $16, $17, $18, $19)
