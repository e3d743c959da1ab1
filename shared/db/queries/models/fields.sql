-- models.fields: what is written of a model. By primary key.
SELECT slug, name, provider, category::text AS category, description, context_window, model_size, modalities, release_date,
       status, pricing_input::float8 AS pricing_input, pricing_output::float8 AS pricing_output, official_url,
       api_docs_url, logo_url, best_for, not_ideal_for, api_quickstart
FROM llm_models
WHERE id = $1
