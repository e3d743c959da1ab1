-- media.pending: a file that nobody has looked at. By primary key.
SELECT mime_type::text AS mime_type, size_bytes, key, created_at
FROM media_files
WHERE id = $1 AND state = 'pending'
