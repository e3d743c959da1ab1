-- Settings that administrators change at run time, and the trail of what they did.

CREATE TYPE setting_type AS ENUM ('string', 'number', 'boolean', 'json', 'encrypted');
CREATE TYPE setting_category AS ENUM (
    'general', 'features', 'integrations', 'security', 'email',
    'translation', 'summarization', 'classification', 'extraction', 'other'
);

CREATE TABLE platform_settings (
    key text PRIMARY KEY CHECK (key ~ '^[a-z][a-z0-9_.]{0,99}$'),
    value jsonb NOT NULL,
    category setting_category NOT NULL,
    type setting_type NOT NULL,
    description text CHECK (char_length(description) <= 500),
    -- Shown to everybody by GET /settings.
    is_public boolean NOT NULL DEFAULT false,
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT platform_settings_value_has_type CHECK (
        CASE type
            WHEN 'number' THEN jsonb_typeof(value) = 'number'
            WHEN 'boolean' THEN jsonb_typeof(value) = 'boolean'
            WHEN 'json' THEN true
            ELSE jsonb_typeof(value) = 'string'
        END
    ),
    CONSTRAINT platform_settings_secret_is_private CHECK (NOT (is_public AND type = 'encrypted'))
);

-- Append-only: the application may add and read. No foreign key: an entry outlives the account and the thing it names.
CREATE TABLE audit_log (
    id uuid PRIMARY KEY,
    -- Null: the platform itself.
    actor_id uuid,
    action text NOT NULL CHECK (char_length(action) BETWEEN 1 AND 100),
    target_type text NOT NULL CHECK (char_length(target_type) BETWEEN 1 AND 50),
    -- Text, because a setting or a cache tag has no uuid.
    target_id text NOT NULL CHECK (char_length(target_id) BETWEEN 1 AND 255),
    changes jsonb,
    reason text CHECK (char_length(reason) <= 1000),
    ip inet,
    request_id text CHECK (char_length(request_id) <= 128),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- audit.list, newest first
CREATE INDEX idx_audit_log_created ON audit_log (created_at DESC, id DESC);
-- audit.list of a target
CREATE INDEX idx_audit_log_target_created ON audit_log (target_type, target_id, created_at DESC, id DESC);
-- audit.list of an actor
CREATE INDEX idx_audit_log_actor_created ON audit_log (actor_id, created_at DESC, id DESC) WHERE actor_id IS NOT NULL;

REVOKE UPDATE, DELETE ON audit_log FROM neurmatic_app;
