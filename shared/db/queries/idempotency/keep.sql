-- idempotency.keep: keeps an answer for 24 hours, in the transaction of its effect; an expired one gives way.
INSERT INTO idempotency_keys (user_id, route, key, fingerprint, status, response, expires_at)
VALUES ($1, $2, $3, $4, $5::int4, $6, now() + interval '24 hours')
ON CONFLICT (user_id, route, key) DO UPDATE
SET fingerprint = excluded.fingerprint, status = excluded.status, response = excluded.response,
    created_at = now(), expires_at = excluded.expires_at
