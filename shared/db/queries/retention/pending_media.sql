-- retention.pending_media: drops a batch of files that were to be uploaded before a time, and that no task looks for any
-- more; returns their names in the bucket. What somebody works on is left for the next time. Uses idx_media_files_pending.
DELETE FROM media_files
WHERE ctid = ANY (ARRAY(
    SELECT ctid
    FROM media_files
    WHERE state = 'pending' AND created_at < $1
    ORDER BY created_at
    LIMIT $2
    FOR UPDATE SKIP LOCKED
))
RETURNING key
