-- Of which followers a user was told, and when: whoever follows again within a day is no news. Kept for a day.
CREATE TABLE told_followers (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    follower_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, follower_id)
);

-- foreign key
CREATE INDEX idx_told_followers_follower ON told_followers (follower_id);
-- retention.told_followers (cleanup:old-data)
CREATE INDEX idx_told_followers_told ON told_followers (told_at);
