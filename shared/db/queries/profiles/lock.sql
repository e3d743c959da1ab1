-- profiles.lock: the account whose profile is about to be changed, locked until the transaction ends. By primary key.
SELECT true AS found FROM users WHERE id = $1 AND status <> 'deleted' FOR NO KEY UPDATE
