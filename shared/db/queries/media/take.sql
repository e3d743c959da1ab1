-- media.take: a user's file goes; returns its name in the bucket, and whether nobody has looked at it. By primary key.
DELETE FROM media_files WHERE id = $1 AND user_id = $2 RETURNING key, state = 'pending' AS is_pending
