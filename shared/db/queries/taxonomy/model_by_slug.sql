-- taxonomy.model_by_slug: a model's id and how many published articles name it.
SELECT id, article_count FROM llm_models WHERE slug = $1
