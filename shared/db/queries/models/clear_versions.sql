-- models.clear_versions: takes a model's versions away, for others to come. By primary key.
DELETE FROM model_versions WHERE model_id = $1
