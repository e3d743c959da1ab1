-- profiles.add_models: names the models that a user knows.
INSERT INTO user_models (user_id, model_id, proficiency, use_cases)
SELECT $1, id, proficiency, "useCases"
FROM jsonb_to_recordset($2) AS given (id uuid, proficiency smallint, "useCases" text[])
