-- alerts.known_models: how many of these models there are. By primary key.
SELECT count(*) AS n FROM llm_models WHERE id = ANY($1::uuid[])
