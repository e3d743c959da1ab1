-- Answers to writes that carried an Idempotency-Key, for 24 hours; written in the transaction of their effect.

CREATE TYPE idempotency_state AS ENUM ('running', 'done');

CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- Method and template, such as `POST /articles`.
    route text NOT NULL CHECK (char_length(route) BETWEEN 1 AND 200),
    key text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    -- Keyed hash of the body: another body under the same key is refused.
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    state idempotency_state NOT NULL DEFAULT 'running',
    status smallint CHECK (status BETWEEN 100 AND 599),
    response bytea CHECK (octet_length(response) <= 65536),
    content_type text CHECK (char_length(content_type) <= 100),
    -- A request that died is taken over after this.
    locked_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
    PRIMARY KEY (user_id, route, key),
    CONSTRAINT idempotency_keys_done_has_status CHECK (state = 'running' OR status IS NOT NULL)
) WITH (autovacuum_vacuum_scale_factor = 0.02);

-- idempotency.delete_expired (retention)
CREATE INDEX idx_idempotency_keys_expires ON idempotency_keys (expires_at);
