-- Of which jobs a user was mailed because of an alert: of none twice. Kept for a month; older jobs are no news.
CREATE TABLE job_alert_jobs (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, job_id)
);

-- foreign key
CREATE INDEX idx_job_alert_jobs_job ON job_alert_jobs (job_id);
-- retention.job_alert_jobs (cleanup:old-data)
CREATE INDEX idx_job_alert_jobs_told ON job_alert_jobs (told_at);
