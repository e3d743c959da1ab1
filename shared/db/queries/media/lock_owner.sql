-- media.lock_owner: a user's row, locked: the limit of files holds under concurrency. By primary key.
SELECT true AS found FROM users WHERE id = $1 FOR NO KEY UPDATE
