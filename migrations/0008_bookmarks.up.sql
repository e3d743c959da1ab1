-- Bookmarks and their collections.

CREATE TABLE bookmark_collections (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    description text CHECK (char_length(description) <= 500),
    -- The one named "Read Later", neither renamed nor deleted.
    is_default boolean NOT NULL DEFAULT false,
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- collections.of_user; a name is used once a user, whatever its case; foreign key
CREATE UNIQUE INDEX idx_bookmark_collections_user_name ON bookmark_collections (user_id, lower(name));
-- collections.default_of_user; one default a user
CREATE UNIQUE INDEX idx_bookmark_collections_default ON bookmark_collections (user_id) WHERE is_default;

CREATE TABLE bookmarks (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    collection_id uuid REFERENCES bookmark_collections ON DELETE SET NULL,
    notes text CHECK (char_length(notes) <= 1000),
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Serves bookmarks.of_user_and_article.
    UNIQUE (user_id, article_id)
);

-- bookmarks.list of a user, newest first
CREATE INDEX idx_bookmarks_user_created ON bookmarks (user_id, created_at DESC, id DESC);
-- bookmarks.list of a collection, newest first; foreign key
CREATE INDEX idx_bookmarks_collection_created ON bookmarks (collection_id, created_at DESC, id DESC) WHERE collection_id IS NOT NULL;
-- foreign key
CREATE INDEX idx_bookmarks_article ON bookmarks (article_id);

-- Keeps users.bookmark_count, and tells the article's counter by deltas: cascades and bulk loads are counted as well.
-- Who writes a bookmark first locks the user's row where bookmark_count < 500 (FOR NO KEY UPDATE); the column's CHECK
-- is the last guard, never the answer.
CREATE FUNCTION count_bookmarks() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
    PERFORM FROM users WHERE id IN (SELECT user_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE users SET bookmark_count = bookmark_count + sign * change.n
    FROM (SELECT user_id, count(*)::integer AS n FROM changed GROUP BY user_id) AS change
    WHERE users.id = change.user_id;

    INSERT INTO counter_deltas (counter, target_id, delta)
    SELECT 'article_bookmarks', article_id, sign * count(*)::integer FROM changed GROUP BY article_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_bookmarks_added AFTER INSERT ON bookmarks
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_bookmarks();
CREATE TRIGGER count_bookmarks_removed AFTER DELETE ON bookmarks
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_bookmarks();
