DROP TRIGGER note_deletion ON users;
DROP FUNCTION note_deletion();
ALTER TABLE users DROP COLUMN deleted_at;

-- A word can't be taken out of an enum: the type is made anew.
DELETE FROM email_tokens WHERE purpose = 'restore_account';
ALTER TABLE email_tokens DROP CONSTRAINT email_tokens_new_email_with_change;
ALTER TYPE email_token_purpose RENAME TO email_token_purpose_with_restore;
CREATE TYPE email_token_purpose AS ENUM ('verify_email', 'reset_password', 'change_email');
ALTER TABLE email_tokens ALTER COLUMN purpose TYPE email_token_purpose USING purpose::text::email_token_purpose;
DROP TYPE email_token_purpose_with_restore;
ALTER TABLE email_tokens ADD CONSTRAINT email_tokens_new_email_with_change
    CHECK ((purpose = 'change_email') = (new_email IS NOT NULL));
