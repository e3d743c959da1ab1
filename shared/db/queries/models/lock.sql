-- models.lock: what a model is called and its revision, locked until the transaction ends.
SELECT id, slug, name, revision FROM llm_models WHERE id = $1 FOR NO KEY UPDATE
