-- media.insert: a file that is about to be uploaded, unless the user has as many as allowed. The user's row is locked. Uses
-- idx_media_files_user.
INSERT INTO media_files (id, user_id, kind, mime_type, size_bytes, key)
SELECT $1, $2, $3::text::media_kind, $4::text::image_type, $5, $6
WHERE (SELECT count(*) FROM media_files WHERE user_id = $2) < $7
RETURNING true AS added
