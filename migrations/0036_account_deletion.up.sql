-- Accounts that their owners deleted: hidden at once, restored by a mailed link for 30 days, then erased (users:erase).

-- The link that takes a deletion back.
-- squawk-ignore require-enum-value-ordering
ALTER TYPE email_token_purpose ADD VALUE 'restore_account';

-- Null unless the account is deleted; kept by the trigger below, whoever deletes and restores.
ALTER TABLE users ADD COLUMN deleted_at timestamptz;

UPDATE users SET deleted_at = updated_at WHERE status = 'deleted';

CREATE FUNCTION note_deletion() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    NEW.deleted_at := CASE WHEN NEW.status = 'deleted' THEN coalesce(OLD.deleted_at, now()) END;
    RETURN NEW;
END
$$;

CREATE TRIGGER note_deletion BEFORE INSERT OR UPDATE OF status ON users
    FOR EACH ROW EXECUTE FUNCTION note_deletion();
