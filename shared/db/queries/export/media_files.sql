-- export.media_files: what a user has uploaded, after an id: where it is read, not its bytes. Uses idx_media_files_user.
SELECT 'files' AS part, id AS key, jsonb_build_object(
    'id', id, 'kind', kind, 'type', mime_type, 'size', size_bytes, 'path', '/' || key, 'state', state,
    'createdAt', created_at) AS body
FROM media_files
WHERE user_id = $1 AND id > $2
ORDER BY id
LIMIT $3
