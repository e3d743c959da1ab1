-- users.taken: whether the name is taken, and the address that is. Uses idx_users_username and idx_users_email.
SELECT EXISTS (SELECT FROM users WHERE lower(username) = lower($1)) AS username_taken,
       (SELECT email FROM users WHERE lower(email) = lower($2)) AS email
