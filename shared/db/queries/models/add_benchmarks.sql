-- models.add_benchmarks: what a model scored.
INSERT INTO model_benchmarks (model_id, name, score, max_score, metric, test_date, source_url)
SELECT $1, name, score::numeric, max_score::numeric, metric, test_date, source_url
FROM unnest($2::text[], $3::float8[], $4::float8[], $5::text[], $6::date[], $7::text[])
     AS given (name, score, max_score, metric, test_date, source_url)
