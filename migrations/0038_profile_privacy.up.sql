-- Who sees which part of a profile. What has no row is as the function says: all is public but what one wants to earn.

CREATE TYPE privacy_visibility AS ENUM ('public', 'community', 'recruiters', 'private');
CREATE TYPE profile_section AS ENUM ('bio', 'contact', 'skills', 'work_experience', 'salary', 'activity');

CREATE TABLE profile_privacy_settings (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    section profile_section NOT NULL,
    visibility privacy_visibility NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, section)
);
