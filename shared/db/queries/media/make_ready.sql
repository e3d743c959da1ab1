-- media.make_ready: a file is what it was said to be, and public. By primary key.
UPDATE media_files SET state = 'ready' WHERE id = $1 AND state = 'pending'
