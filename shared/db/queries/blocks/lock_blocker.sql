-- blocks.lock_blocker: a user's row, locked: waits for messages to and from this user that are just being written.
SELECT true AS found FROM users WHERE id = $1 FOR NO KEY UPDATE
