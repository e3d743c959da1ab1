-- media.take_all: all files of a user go, as many as a user may have; returns their names in the bucket. Uses
-- idx_media_files_user.
DELETE FROM media_files WHERE user_id = $1 RETURNING key
