-- media.remove: a file never came, or is something else. By primary key.
DELETE FROM media_files WHERE id = $1
