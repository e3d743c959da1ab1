-- Companies, each with one owner who acts for it.

CREATE TYPE company_size AS ENUM ('1-10', '11-50', '51-200', '201-500', '501-1000', '1000+');

CREATE TABLE companies (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 2 AND 200),
    -- Unique serves companies.get.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) BETWEEN 3 AND 255 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    website text CHECK (char_length(website) <= 255),
    description text CHECK (char_length(description) <= 5000),
    logo_url text CHECK (char_length(logo_url) <= 500),
    header_image_url text CHECK (char_length(header_image_url) <= 500),
    industry text CHECK (char_length(industry) BETWEEN 1 AND 100),
    company_size company_size,
    location text CHECK (char_length(location) <= 100),
    locations text[] NOT NULL DEFAULT '{}' CHECK (cardinality(locations) <= 10),
    founded_year smallint CHECK (founded_year >= 1800),
    mission text CHECK (char_length(mission) <= 2000),
    benefits text[] NOT NULL DEFAULT '{}' CHECK (cardinality(benefits) <= 20),
    culture_description text CHECK (char_length(culture_description) <= 3000),
    tech_stack text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tech_stack) <= 50),
    linkedin_url text CHECK (char_length(linkedin_url) <= 255),
    twitter_url text CHECK (char_length(twitter_url) <= 255),
    github_url text CHECK (char_length(github_url) <= 255),
    -- Unique serves companies.of_owner: an account owns one company; foreign key.
    owner_user_id uuid NOT NULL UNIQUE REFERENCES users ON DELETE RESTRICT,
    -- Set by moderators; only a verified company publishes jobs.
    is_verified boolean NOT NULL DEFAULT false,
    -- Active jobs; kept by the triggers of `jobs`.
    job_count integer NOT NULL DEFAULT 0 CHECK (job_count >= 0),
    -- Bumped by every statement that edits, never by a counter.
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', name), 'A')
        || setweight(to_tsvector('english', coalesce(description, '')), 'B')
    ) STORED
);

-- companies.list newest first
CREATE INDEX idx_companies_created ON companies (created_at DESC, id DESC);
-- companies.list sort=jobCount
CREATE INDEX idx_companies_jobs ON companies (job_count DESC, id DESC);
-- companies.list of an industry
CREATE INDEX idx_companies_industry_created ON companies (lower(industry), created_at DESC, id DESC);
-- companies.list of a size
CREATE INDEX idx_companies_size_created ON companies (company_size, created_at DESC, id DESC);
-- companies.search
CREATE INDEX idx_companies_search ON companies USING gin (search_vector);
