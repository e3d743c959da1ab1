ALTER TABLE companies DROP CONSTRAINT companies_owner_user_id_fkey;
ALTER TABLE companies ADD CONSTRAINT companies_owner_user_id_fkey
    FOREIGN KEY (owner_user_id) REFERENCES users ON DELETE RESTRICT;
ALTER TABLE companies ALTER COLUMN owner_user_id SET NOT NULL;
ALTER TABLE articles DROP CONSTRAINT articles_created_by_id_fkey;
ALTER TABLE articles ADD CONSTRAINT articles_created_by_id_fkey
    FOREIGN KEY (created_by_id) REFERENCES users ON DELETE RESTRICT;
ALTER TABLE articles ALTER COLUMN created_by_id SET NOT NULL;
