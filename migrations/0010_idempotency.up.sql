-- Answers to writes that carried an Idempotency-Key, for 24 hours; written in the transaction of their effect. That no two
-- such requests run at once is seen to by a lock of the transaction, so that a row is always a finished answer.

CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- The operation, such as `articles.create`.
    route text NOT NULL CHECK (char_length(route) BETWEEN 1 AND 200),
    key text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    -- Keyed hash of the body: another body under the same key is refused.
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    status smallint NOT NULL CHECK (status BETWEEN 200 AND 299),
    response bytea NOT NULL CHECK (octet_length(response) <= 65536),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
    PRIMARY KEY (user_id, route, key)
) WITH (autovacuum_vacuum_scale_factor = 0.02);

-- idempotency.delete_expired (retention)
CREATE INDEX idx_idempotency_keys_expires ON idempotency_keys (expires_at);
