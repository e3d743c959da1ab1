-- models.benchmarks: what models scored, by the benchmark's name. By primary key.
SELECT model_id, name, score::float8 AS score, max_score::float8 AS max_score, metric, test_date, source_url
FROM model_benchmarks
WHERE model_id = ANY($1)
ORDER BY name, model_id
