-- Files that users upload. Their bytes lie in a bucket; a row is there before them, and goes with a task that deletes them.

CREATE TYPE media_kind AS ENUM ('article', 'avatar', 'company', 'portfolio');
CREATE TYPE image_type AS ENUM ('image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif');
CREATE TYPE media_state AS ENUM (
    'pending', -- nobody has looked at it yet, or it hasn't arrived
    'ready' -- it is what it was said to be, and public
);

-- 200 a user at most: who adds one first locks the user's row.
CREATE TABLE media_files (
    id uuid PRIMARY KEY,
    -- An erasure takes the rows out before, and has the bytes deleted.
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    kind media_kind NOT NULL,
    mime_type image_type NOT NULL,
    size_bytes integer NOT NULL CHECK (size_bytes BETWEEN 1 AND 5242880),
    -- Its name in the bucket, once it is public.
    key text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 200),
    state media_state NOT NULL DEFAULT 'pending',
    created_at timestamptz NOT NULL DEFAULT now()
);

-- media.insert, media.take_all, export.media_files of a user; foreign key
CREATE INDEX idx_media_files_user ON media_files (user_id, id);
-- retention.pending_media (cleanup:old-data)
CREATE INDEX idx_media_files_pending ON media_files (created_at) WHERE state = 'pending';
