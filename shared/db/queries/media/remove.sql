-- media.remove: a file that nobody has found right never came, or is something else. By primary key.
DELETE FROM media_files WHERE id = $1 AND state = 'pending' RETURNING true AS done
