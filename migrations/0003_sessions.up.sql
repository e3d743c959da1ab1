-- Logins and one-time links. Secrets are stored as SHA-256 only.

CREATE TYPE email_token_purpose AS ENUM ('verify_email', 'reset_password', 'change_email');

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- Hash of the refresh token that is good now; unique serves sessions.by_refresh_hash.
    refresh_hash bytea NOT NULL UNIQUE CHECK (octet_length(refresh_hash) = 32),
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    ip inet,
    user_agent text CHECK (char_length(user_agent) <= 500),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_active_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);

-- sessions.of_user, sessions.revoke_all; foreign key
CREATE INDEX idx_sessions_user ON sessions (user_id);
-- sessions.delete_expired (cleanup:sessions)
CREATE INDEX idx_sessions_expires ON sessions (expires_at);

-- Tokens that a rotation has replaced: one that is shown again revokes its session.
CREATE TABLE spent_refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    spent_at timestamptz NOT NULL DEFAULT now()
);

-- foreign key: a session's spent tokens go with it
CREATE INDEX idx_spent_refresh_tokens_session ON spent_refresh_tokens (session_id);

CREATE TABLE email_tokens (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    purpose email_token_purpose NOT NULL,
    -- Unique serves email_tokens.by_hash.
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    new_email text CHECK (char_length(new_email) <= 255),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT email_tokens_new_email_with_change CHECK ((purpose = 'change_email') = (new_email IS NOT NULL))
);

-- email_tokens.void_earlier (a new link voids the older ones of its purpose); foreign key
CREATE INDEX idx_email_tokens_user_purpose ON email_tokens (user_id, purpose);
-- email_tokens.delete_expired (cleanup:sessions)
CREATE INDEX idx_email_tokens_expires ON email_tokens (expires_at);
