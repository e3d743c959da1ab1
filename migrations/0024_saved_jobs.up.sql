-- What users keep of jobs: saved ones, and searches that they want to hear of.

CREATE TABLE saved_jobs (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    notes text CHECK (char_length(notes) <= 1000),
    saved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, job_id)
);

-- foreign key
CREATE INDEX idx_saved_jobs_job ON saved_jobs (job_id);

-- Ten a user at most: who adds one first locks the user's row.
CREATE TABLE job_alerts (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    -- Which jobs: keywords, location, workLocations, jobTypes, experienceLevels, modelIds, salaryMin.
    criteria jsonb NOT NULL CHECK (jsonb_typeof(criteria) = 'object'),
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- alerts.list of a user, newest first, and their number; foreign key
CREATE INDEX idx_job_alerts_user_created ON job_alerts (user_id, created_at DESC, id DESC);
