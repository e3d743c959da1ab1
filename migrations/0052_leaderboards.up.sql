-- Who has earned most of late, and ever, written anew by `leaderboard:update`.

CREATE TYPE leaderboard_period AS ENUM ('weekly', 'monthly', 'all-time');

-- A row a period: the task's lock, and when it was last written.
CREATE TABLE leaderboards (
    period leaderboard_period PRIMARY KEY,
    -- What was earned from then until updated_at counts.
    begins_at timestamptz,
    updated_at timestamptz,
    CONSTRAINT leaderboards_written CHECK ((begins_at IS NULL) = (updated_at IS NULL))
);

INSERT INTO leaderboards (period) SELECT unnest(enum_range(NULL::leaderboard_period));

CREATE TABLE leaderboard_entries (
    period leaderboard_period NOT NULL REFERENCES leaderboards,
    rank smallint NOT NULL CHECK (rank BETWEEN 1 AND 100),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    reputation_gain bigint NOT NULL CHECK (reputation_gain > 0),
    post_count integer NOT NULL CHECK (post_count >= 0),
    reply_count integer NOT NULL CHECK (reply_count >= 0),
    accepted_count integer NOT NULL CHECK (accepted_count >= 0),
    -- Serves leaderboards.entries.
    PRIMARY KEY (period, rank),
    -- Once a period; foreign key.
    UNIQUE (user_id, period)
);
