-- A suspension has an end; the task `suspension:lift` waits for it.

SET lock_timeout = '2s';

ALTER TABLE users ADD COLUMN suspended_until timestamptz;
-- Checked for what is written from now on; every row so far has no end, so that there is nothing to validate.
ALTER TABLE users
    ADD CONSTRAINT users_only_the_suspended_wait CHECK (suspended_until IS NULL OR status = 'suspended') NOT VALID;
