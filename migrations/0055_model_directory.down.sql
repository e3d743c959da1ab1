SET LOCAL lock_timeout = '2s';

ALTER TABLE llm_models DROP COLUMN search_vector;
ALTER TABLE llm_models
    ADD COLUMN latest_version text CHECK (char_length(latest_version) <= 50),
    ADD COLUMN benchmarks jsonb CHECK (jsonb_typeof(benchmarks) = 'object');

UPDATE llm_models SET latest_version = (
    SELECT left(v.version, 50) FROM model_versions v WHERE v.model_id = llm_models.id
    ORDER BY v.is_deprecated, v.release_date DESC NULLS LAST, v.version DESC LIMIT 1);
UPDATE llm_models SET benchmarks = (
    SELECT jsonb_object_agg(b.name, b.score) FROM model_benchmarks b WHERE b.model_id = llm_models.id);

DROP TABLE model_benchmarks;
DROP TABLE model_versions;
