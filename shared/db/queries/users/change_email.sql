-- users.change_email: the account's address is another, which is proven; returns where its owner is told of it: the former
-- one. By primary key.
UPDATE users u
SET email = $2, email_verified_at = now(), revision = u.revision + 1, updated_at = now()
FROM (SELECT id, email, locale FROM users WHERE id = $1 AND status <> 'deleted' FOR NO KEY UPDATE) AS former
WHERE u.id = former.id
RETURNING former.id, former.email, former.locale, true AS email_verified
