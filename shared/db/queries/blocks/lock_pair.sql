-- blocks.lock_pair: the one who blocks and the other, locked in the order of their ids: waits for messages and follows of the two
-- that are just being written.
SELECT id FROM users WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
