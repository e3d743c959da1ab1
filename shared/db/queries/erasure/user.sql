-- erasure.user: an account goes, and with it or without it whatever refers to it, as each foreign key says. By primary key.
DELETE FROM users WHERE id = $1
