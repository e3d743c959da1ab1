SET LOCAL lock_timeout = '2s';
ALTER TABLE purge_budget DROP COLUMN per_sec, DROP COLUMN size;
