-- users.username_taken: whether an account has the name, whatever its case. Uses idx_users_username.
SELECT EXISTS (SELECT FROM users WHERE lower(username) = lower($1)) AS taken
