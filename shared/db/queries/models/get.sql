-- models.get: a model whole, by its id or its slug, or several by their slugs. The newest version that is still kept up is
-- the latest.
SELECT m.id, m.slug, m.name, m.provider, m.category::text AS category, m.description, m.context_window, m.model_size,
       m.modalities, m.release_date,
       (SELECT v.version FROM model_versions v WHERE v.model_id = m.id AND NOT v.is_deprecated
        ORDER BY v.release_date DESC NULLS LAST, v.version DESC LIMIT 1) AS latest_version,
       m.status, m.pricing_input::float8 AS pricing_input, m.pricing_output::float8 AS pricing_output,
       m.official_url, m.api_docs_url, m.logo_url, m.best_for, m.not_ideal_for, m.api_quickstart,
       m.article_count, m.job_count, m.follower_count, m.revision, m.created_at, m.updated_at
FROM llm_models m
WHERE m.id = $1 -- when by_id
WHERE m.slug = $2 -- when by_slug
WHERE m.slug = ANY($3) -- when by_slugs
