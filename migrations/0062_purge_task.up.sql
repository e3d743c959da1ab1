-- The account's bucket as its last spender knew it, so that whoever looks can tell whether a call could be made now.
SET LOCAL lock_timeout = '2s';
ALTER TABLE purge_budget ADD COLUMN size double precision, ADD COLUMN per_sec double precision;
