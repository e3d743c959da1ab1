-- media.make_ready: a file is what it was said to be, and public, unless it was taken back meanwhile. By primary key.
UPDATE media_files SET state = 'ready' WHERE id = $1 AND state = 'pending' RETURNING true AS done
