-- models.cards: what a list shows of models, in the order of the given ids. By primary keys.
SELECT m.id, m.slug, m.name, m.provider, m.category::text AS category, m.context_window, m.modalities, m.release_date,
       m.status, m.pricing_input::float8 AS pricing_input, m.pricing_output::float8 AS pricing_output, m.logo_url,
       m.article_count, m.job_count, m.follower_count
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
JOIN llm_models m ON m.id = wanted.id
ORDER BY wanted.place
