ALTER TABLE users DROP CONSTRAINT users_only_the_suspended_wait;
ALTER TABLE users DROP COLUMN suspended_until;
