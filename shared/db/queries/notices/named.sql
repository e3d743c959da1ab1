-- notices.named: the users of these names, which are in lower case. Uses idx_users_username.
SELECT id FROM users WHERE lower(username) = ANY($1::text[])
