-- models.clear_benchmarks: takes a model's scores away, for others to come. By primary key.
DELETE FROM model_benchmarks WHERE model_id = $1
