-- Language models that articles and jobs name.

CREATE TYPE model_category AS ENUM ('commercial', 'open_source', 'specialized');

CREATE TABLE llm_models (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    -- Unique serves models.by_slug.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) <= 100 AND slug ~ '^[a-z0-9]+([.-][a-z0-9]+)*$'),
    provider text NOT NULL CHECK (char_length(provider) BETWEEN 1 AND 100),
    category model_category NOT NULL,
    description text,
    -- Tokens.
    context_window integer CHECK (context_window > 0),
    model_size text CHECK (char_length(model_size) <= 50),
    modalities text[] NOT NULL DEFAULT '{}',
    release_date date,
    latest_version text CHECK (char_length(latest_version) <= 50),
    status text CHECK (char_length(status) <= 50),
    -- US dollars per million tokens.
    pricing_input numeric(10, 6) CHECK (pricing_input >= 0),
    pricing_output numeric(10, 6) CHECK (pricing_output >= 0),
    official_url text CHECK (char_length(official_url) <= 500),
    api_docs_url text CHECK (char_length(api_docs_url) <= 500),
    logo_url text CHECK (char_length(logo_url) <= 500),
    best_for text[] NOT NULL DEFAULT '{}',
    not_ideal_for text[] NOT NULL DEFAULT '{}',
    benchmarks jsonb CHECK (jsonb_typeof(benchmarks) = 'object'),
    api_quickstart jsonb CHECK (jsonb_typeof(api_quickstart) = 'object'),
    -- Published articles that name the model; kept by the triggers of `article_models`.
    article_count integer NOT NULL DEFAULT 0 CHECK (article_count >= 0),
    job_count integer NOT NULL DEFAULT 0 CHECK (job_count >= 0),
    view_count bigint NOT NULL DEFAULT 0 CHECK (view_count >= 0),
    follower_count integer NOT NULL DEFAULT 0 CHECK (follower_count >= 0),
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
