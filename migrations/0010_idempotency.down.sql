DROP TABLE idempotency_keys;
DROP TYPE idempotency_state;
