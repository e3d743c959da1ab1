-- accounts.lock: two accounts, of which one is about to change the other; always in the same order. By primary key.
SELECT id, role::text AS role, status::text AS status, suspended_until
FROM users
WHERE id = ANY ($1::uuid[])
ORDER BY id
FOR NO KEY UPDATE
