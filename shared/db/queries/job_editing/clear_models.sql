-- job_editing.clear_models: takes those models off a job that aren't among the given ones.
DELETE FROM job_models WHERE job_id = $1 AND model_id <> ALL($2)
