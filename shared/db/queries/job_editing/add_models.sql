-- job_editing.add_models: names models in a job; those it has stay as they are.
INSERT INTO job_models (job_id, model_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING
