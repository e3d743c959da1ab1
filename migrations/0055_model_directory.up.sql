-- The directory of models: versions and benchmarks as rows, and words to search by. What the two columns held moves there.
SET LOCAL lock_timeout = '2s';

CREATE TABLE model_versions (
    model_id uuid NOT NULL REFERENCES llm_models ON DELETE CASCADE,
    version text NOT NULL CHECK (char_length(version) BETWEEN 1 AND 100),
    release_date date,
    changelog text CHECK (char_length(changelog) <= 10000),
    is_deprecated boolean NOT NULL DEFAULT false,
    -- models.versions and models.get read a model's few.
    PRIMARY KEY (model_id, version)
);

CREATE TABLE model_benchmarks (
    model_id uuid NOT NULL REFERENCES llm_models ON DELETE CASCADE,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    score numeric(12, 4) NOT NULL,
    max_score numeric(12, 4) CHECK (max_score > 0),
    -- What the score counts, such as accuracy.
    metric text CHECK (char_length(metric) BETWEEN 1 AND 50),
    test_date date,
    source_url text CHECK (char_length(source_url) <= 500),
    -- models.benchmarks reads those of one model, or of a few.
    PRIMARY KEY (model_id, name)
);

INSERT INTO model_versions (model_id, version, release_date)
SELECT id, latest_version, release_date FROM llm_models WHERE latest_version <> '';

INSERT INTO model_benchmarks (model_id, name, score)
SELECT m.id, b.name, b.score::numeric
FROM llm_models m, jsonb_each(m.benchmarks) AS b (name, score)
WHERE jsonb_typeof(b.score) = 'number';

-- No program has read them.
-- squawk-ignore ban-drop-column
ALTER TABLE llm_models DROP COLUMN benchmarks;
-- squawk-ignore ban-drop-column
ALTER TABLE llm_models DROP COLUMN latest_version;

-- A name counts as it is written and with its joints open: `gpt-4.1` is found by "gpt 4.1" too. The directory is small, and
-- read whole: no index.
-- squawk-ignore adding-required-field, adding-field-with-default
ALTER TABLE llm_models ADD COLUMN search_vector tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('english', name || ' ' || translate(name, '-_/', '   ') || ' ' || slug), 'A')
    || setweight(to_tsvector('english', provider), 'B')
    || setweight(to_tsvector('english', coalesce(description, '')), 'C')
) STORED;
