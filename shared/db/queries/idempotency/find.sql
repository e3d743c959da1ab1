-- idempotency.find: the kept answer to an earlier request with this key.
SELECT fingerprint, status::int4 AS status, response
FROM idempotency_keys
WHERE user_id = $1 AND route = $2 AND key = $3 AND expires_at > now()
