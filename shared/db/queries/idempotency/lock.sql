-- idempotency.lock: whether no other request with this key is running now; held until the transaction ends.
SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked
