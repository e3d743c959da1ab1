-- Whatever refers to a user says what an erasure does to it: goes with the user (cascade), or stays without the user (set
-- null). These two said neither.
SET lock_timeout = '2s';

-- squawk-ignore ban-drop-not-null
ALTER TABLE articles ALTER COLUMN created_by_id DROP NOT NULL;
-- squawk-ignore ban-drop-constraint
ALTER TABLE articles DROP CONSTRAINT articles_created_by_id_fkey;
ALTER TABLE articles ADD CONSTRAINT articles_created_by_id_fkey
    FOREIGN KEY (created_by_id) REFERENCES users ON DELETE SET NULL NOT VALID;

-- A company whose owner is gone stays for those who applied there; nobody but moderators acts for it.
-- squawk-ignore ban-drop-not-null
ALTER TABLE companies ALTER COLUMN owner_user_id DROP NOT NULL;
-- squawk-ignore ban-drop-constraint
ALTER TABLE companies DROP CONSTRAINT companies_owner_user_id_fkey;
ALTER TABLE companies ADD CONSTRAINT companies_owner_user_id_fkey
    FOREIGN KEY (owner_user_id) REFERENCES users ON DELETE SET NULL NOT VALID;
