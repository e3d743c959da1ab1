-- Applications to jobs, and how each came to its state.

CREATE TYPE application_status AS ENUM (
    'submitted', 'viewed', 'screening', 'interview', 'offer', 'rejected', 'withdrawn'
);

CREATE TABLE job_applications (
    id uuid PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    cover_letter text CHECK (char_length(cover_letter) <= 5000),
    resume_url text CHECK (char_length(resume_url) <= 500),
    -- The questions as they were asked, each with its answer: [{"question": …, "answer": …}].
    screening_answers jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(screening_answers) = 'array'),
    source text CHECK (char_length(source) <= 50),
    status application_status NOT NULL DEFAULT 'submitted',
    applied_at timestamptz NOT NULL DEFAULT now(),
    -- When the company first moved it.
    reviewed_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- A user applies to a job once; serves applications.exists; foreign key.
    UNIQUE (job_id, user_id)
);

-- applications.list of a job, newest first
CREATE INDEX idx_job_applications_job_applied ON job_applications (job_id, applied_at DESC, id DESC);
-- applications.list of a job in a state
CREATE INDEX idx_job_applications_job_status_applied ON job_applications (job_id, status, applied_at DESC, id DESC);
-- foreign key; a user's own applications, newest first
CREATE INDEX idx_job_applications_user_applied ON job_applications (user_id, applied_at DESC, id DESC);

CREATE TABLE application_status_history (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES job_applications ON DELETE CASCADE,
    -- Null: it was sent.
    from_status application_status,
    to_status application_status NOT NULL,
    changed_by_id uuid REFERENCES users ON DELETE SET NULL,
    notes text CHECK (char_length(notes) <= 1000),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- applications.history in its order; foreign key
CREATE INDEX idx_application_status_history_application ON application_status_history (application_id, created_at, id);
-- foreign key
CREATE INDEX idx_application_status_history_changed_by ON application_status_history (changed_by_id) WHERE changed_by_id IS NOT NULL;

-- Keeps jobs.application_count exact, cascades and bulk loads included. Who applies first locks the job's row
-- (FOR NO KEY UPDATE), which also holds off who is about to close it.
CREATE FUNCTION count_job_applications() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
    PERFORM FROM jobs WHERE id IN (SELECT job_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE jobs SET application_count = application_count + sign * change.n
    FROM (SELECT job_id, count(*)::integer AS n FROM changed GROUP BY job_id) AS change
    WHERE jobs.id = change.job_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_job_applications_added AFTER INSERT ON job_applications
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_job_applications();
CREATE TRIGGER count_job_applications_removed AFTER DELETE ON job_applications
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_job_applications();
