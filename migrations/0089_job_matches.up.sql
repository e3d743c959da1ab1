-- Of which jobs a user was told because they suit: of none twice, however often one is published.
CREATE TABLE job_matches (
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, user_id)
);

-- foreign key
CREATE INDEX idx_job_matches_user ON job_matches (user_id);
