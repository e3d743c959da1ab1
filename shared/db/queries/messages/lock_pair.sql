-- messages.lock_pair: two users, kept from being blocked, suspended or deleted until the message is written. By primary key,
-- in the order of ids.
SELECT id, status::text AS status FROM users WHERE id IN ($1, $2) ORDER BY id FOR SHARE
