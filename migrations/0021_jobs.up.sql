-- Job adverts with the models they name and the skills they ask for.

CREATE TYPE job_type AS ENUM ('full_time', 'part_time', 'contract', 'freelance');
CREATE TYPE work_location AS ENUM ('remote', 'hybrid', 'onsite');
CREATE TYPE experience_level AS ENUM ('entry', 'junior', 'mid', 'senior', 'lead', 'principal');
CREATE TYPE job_status AS ENUM ('draft', 'active', 'paused', 'closed', 'filled');
CREATE TYPE model_strategy AS ENUM ('commercial_api', 'open_source', 'hybrid');
CREATE TYPE skill_type AS ENUM (
    'prompt_engineering', 'fine_tuning', 'rag', 'deployment', 'mlops', 'nlp', 'computer_vision',
    'reinforcement_learning', 'data_engineering', 'model_optimization', 'api_integration', 'evaluation',
    'safety_alignment', 'multimodal', 'other'
);

-- Words of a list as they are compared: in lower case, each once, in order.
CREATE FUNCTION compared_words(words text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT lower(word) ORDER BY lower(word)), '{}') FROM unnest(words) AS word
$$;

-- Called while rows are written, with the rights of who writes.
GRANT EXECUTE ON FUNCTION compared_words(text[]) TO neurmatic_app;

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES companies ON DELETE RESTRICT,
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
    -- Unique serves jobs.get by slug, whatever the status.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) BETWEEN 3 AND 255 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    description text NOT NULL CHECK (char_length(description) BETWEEN 1 AND 50000),
    requirements text NOT NULL CHECK (char_length(requirements) BETWEEN 1 AND 20000),
    responsibilities text CHECK (char_length(responsibilities) <= 20000),
    benefits text CHECK (char_length(benefits) <= 10000),
    job_type job_type NOT NULL,
    work_location work_location NOT NULL,
    experience_level experience_level NOT NULL,
    location text NOT NULL CHECK (char_length(location) BETWEEN 1 AND 200),
    -- Whole units of the currency, a year.
    salary_min integer CHECK (salary_min > 0),
    salary_max integer CHECK (salary_max > 0),
    salary_currency text CHECK (salary_currency ~ '^[A-Z]{3}$'),
    salary_is_public boolean NOT NULL DEFAULT true,
    positions_available smallint NOT NULL DEFAULT 1 CHECK (positions_available BETWEEN 1 AND 1000),
    apply_url text CHECK (char_length(apply_url) <= 500),
    has_visa_sponsorship boolean NOT NULL DEFAULT false,
    frameworks text[] NOT NULL DEFAULT '{}' CHECK (cardinality(frameworks) <= 20),
    vector_databases text[] NOT NULL DEFAULT '{}' CHECK (cardinality(vector_databases) <= 10),
    infrastructure text[] NOT NULL DEFAULT '{}' CHECK (cardinality(infrastructure) <= 10),
    programming_languages text[] NOT NULL DEFAULT '{}' CHECK (cardinality(programming_languages) <= 10),
    use_case_type text CHECK (char_length(use_case_type) <= 100),
    model_strategy model_strategy,
    screening_questions text[] NOT NULL DEFAULT '{}' CHECK (cardinality(screening_questions) <= 10),
    status job_status NOT NULL DEFAULT 'draft',
    -- When it first became active.
    published_at timestamptz,
    -- From then on it is shown as closed; `jobs:expire` closes it for good.
    expires_at timestamptz,
    -- Applications, withdrawn ones too; kept by the triggers of `job_applications`.
    application_count integer NOT NULL DEFAULT 0 CHECK (application_count >= 0),
    -- Bumped by every statement that edits, never by a counter.
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- What filters by technology compare with.
    tech text[] NOT NULL GENERATED ALWAYS AS (
        compared_words(frameworks || vector_databases || infrastructure || programming_languages)
    ) STORED,
    -- What filters and sorts by salary see: the most that is paid, as far as it is public; 0 when it isn't.
    shown_salary integer NOT NULL GENERATED ALWAYS AS (
        CASE WHEN salary_is_public THEN coalesce(salary_max, salary_min, 0) ELSE 0 END
    ) STORED,
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', description), 'B')
        || setweight(to_tsvector('english', requirements), 'C')
    ) STORED,
    CONSTRAINT jobs_salary_has_currency CHECK ((coalesce(salary_min, salary_max) IS NULL) = (salary_currency IS NULL)),
    CONSTRAINT jobs_salary_is_a_range CHECK (salary_max >= salary_min),
    CONSTRAINT jobs_shown_has_time CHECK (status = 'draft' OR published_at IS NOT NULL)
);

-- jobs.list of a status newest first, keyset (published_at, id)
CREATE INDEX idx_jobs_status_published ON jobs (status, published_at DESC, id DESC);
-- jobs.list of a company; foreign key
CREATE INDEX idx_jobs_company_status_published ON jobs (company_id, status, published_at DESC, id DESC);
-- jobs.list of a type
CREATE INDEX idx_jobs_type_published ON jobs (job_type, published_at DESC, id DESC) WHERE status = 'active';
-- jobs.list of a work location
CREATE INDEX idx_jobs_work_location_published ON jobs (work_location, published_at DESC, id DESC) WHERE status = 'active';
-- jobs.list of an experience level
CREATE INDEX idx_jobs_experience_published ON jobs (experience_level, published_at DESC, id DESC) WHERE status = 'active';
-- jobs.list of a place, whatever its case
CREATE INDEX idx_jobs_location_published ON jobs (lower(location), status, published_at DESC, id DESC);
-- jobs.list sort=salary, and from a salary on
CREATE INDEX idx_jobs_salary ON jobs (status, shown_salary DESC, id DESC);
-- jobs.list of technologies
CREATE INDEX idx_jobs_tech ON jobs USING gin (tech);
-- jobs.search
CREATE INDEX idx_jobs_search ON jobs USING gin (search_vector);
-- tasks.due_jobs, jobs.total: active ones whose time is over
CREATE INDEX idx_jobs_expires ON jobs (expires_at) WHERE status = 'active';

-- In both join tables `published_at` is the job's while it is active, else null. It is there so that the newest jobs of
-- a model or a skill are one index range, however popular or rare it is. Triggers keep it: never write it.
CREATE TABLE job_models (
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    model_id uuid NOT NULL REFERENCES llm_models ON DELETE CASCADE,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, model_id)
);

-- jobs.list of a model, matches by a model; foreign key
CREATE INDEX idx_job_models_model_published ON job_models (model_id, published_at DESC, job_id DESC);

CREATE TABLE job_skills (
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    skill_name text NOT NULL CHECK (char_length(skill_name) BETWEEN 2 AND 100),
    -- What skills are compared by.
    skill_key text NOT NULL GENERATED ALWAYS AS (lower(skill_name)) STORED,
    skill_type skill_type NOT NULL,
    required_level smallint NOT NULL CHECK (required_level BETWEEN 1 AND 5),
    is_required boolean NOT NULL DEFAULT true,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, skill_key)
);

-- matches by a skill
CREATE INDEX idx_job_skills_skill_published ON job_skills (skill_key, published_at DESC, job_id DESC);
