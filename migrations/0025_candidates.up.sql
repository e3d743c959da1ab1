-- What users say of themselves as candidates: jobs are matched with it.

CREATE TYPE employment_type AS ENUM ('full_time', 'part_time', 'freelance', 'internship');

CREATE TABLE user_skills (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    skill_name text NOT NULL CHECK (char_length(skill_name) BETWEEN 2 AND 100),
    -- What skills are compared by.
    skill_key text NOT NULL GENERATED ALWAYS AS (lower(skill_name)) STORED,
    skill_type skill_type NOT NULL,
    proficiency smallint NOT NULL CHECK (proficiency BETWEEN 1 AND 5),
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Serves matches.find; foreign key.
    UNIQUE (user_id, skill_key)
);

CREATE TABLE user_models (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    model_id uuid NOT NULL REFERENCES llm_models ON DELETE CASCADE,
    proficiency smallint NOT NULL CHECK (proficiency BETWEEN 1 AND 5),
    use_cases text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, model_id)
);

-- foreign key
CREATE INDEX idx_user_models_model ON user_models (model_id);

CREATE TABLE work_experiences (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
    company text NOT NULL CHECK (char_length(company) BETWEEN 1 AND 200),
    location text CHECK (char_length(location) <= 100),
    employment_type employment_type,
    start_date date NOT NULL,
    end_date date,
    description text CHECK (char_length(description) <= 5000),
    frameworks text[] NOT NULL DEFAULT '{}' CHECK (cardinality(frameworks) <= 50),
    programming_languages text[] NOT NULL DEFAULT '{}' CHECK (cardinality(programming_languages) <= 50),
    display_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT work_experiences_ends_after_start CHECK (end_date >= start_date)
);

-- matches.find: a user's technologies; foreign key
CREATE INDEX idx_work_experiences_user_order ON work_experiences (user_id, display_order);

CREATE TABLE job_preferences (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    roles_interested text[] NOT NULL DEFAULT '{}',
    job_types job_type[] NOT NULL DEFAULT '{}',
    work_locations work_location[] NOT NULL DEFAULT '{}',
    preferred_locations text[] NOT NULL DEFAULT '{}',
    open_to_relocation boolean NOT NULL DEFAULT false,
    -- Whole units of the currency, a year.
    salary_expectation_min integer CHECK (salary_expectation_min > 0),
    salary_expectation_max integer CHECK (salary_expectation_max > 0),
    salary_currency text CHECK (salary_currency ~ '^[A-Z]{3}$'),
    desired_start_date date,
    availability text CHECK (char_length(availability) <= 100),
    company_preferences jsonb CHECK (jsonb_typeof(company_preferences) = 'object'),
    visible_to_recruiters boolean NOT NULL DEFAULT true,
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT job_preferences_salary_is_a_range CHECK (salary_expectation_max >= salary_expectation_min)
);
