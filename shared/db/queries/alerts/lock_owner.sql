-- alerts.lock_owner: a user's row, locked: the limit holds under concurrency.
SELECT true AS found FROM users WHERE id = $1 FOR NO KEY UPDATE
