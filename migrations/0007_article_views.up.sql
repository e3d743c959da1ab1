-- Views: what happened (by month), who was counted lately, and the increments that wait to be added up.

CREATE TABLE article_views (
    id uuid NOT NULL,
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    user_id uuid REFERENCES users ON DELETE SET NULL,
    -- Keyed hash of the account or the address; never the address itself.
    viewer_hash bytea NOT NULL CHECK (octet_length(viewer_hash) = 32),
    viewed_at timestamptz NOT NULL DEFAULT now(),
    time_on_page_secs integer CHECK (time_on_page_secs >= 0),
    -- Percent of the page.
    scroll_depth smallint CHECK (scroll_depth BETWEEN 0 AND 100),
    referrer text CHECK (char_length(referrer) <= 500),
    PRIMARY KEY (id, viewed_at)
) PARTITION BY RANGE (viewed_at);

-- views of an article in the last days (trending, article analytics); foreign key
CREATE INDEX idx_article_views_article_viewed ON article_views (article_id, viewed_at DESC);
-- foreign key; the data export of an account
CREATE INDEX idx_article_views_user ON article_views (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE article_views_default PARTITION OF article_views DEFAULT;
SELECT ensure_month_partitions('article_views', 3);

-- A viewer counts once in 24 hours and article: views.mark is one upsert that returns a row only when the view counts.
CREATE TABLE article_view_marks (
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    viewer_hash bytea NOT NULL CHECK (octet_length(viewer_hash) = 32),
    last_counted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (article_id, viewer_hash)
);

-- views.delete_old_marks (retention)
CREATE INDEX idx_article_view_marks_counted ON article_view_marks (last_counted_at);

-- Increments written in place of touching a hot row; `counters:flush` drains them in batches by primary key
-- (DELETE … RETURNING of a SKIP LOCKED batch) and adds the sums in the same transaction.
CREATE TABLE counter_deltas (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    -- What is counted, such as `article_views`, `article_bookmarks`, `article_shares`.
    counter text NOT NULL CHECK (counter ~ '^[a-z_]{1,50}$'),
    target_id uuid NOT NULL,
    delta integer NOT NULL CHECK (delta <> 0),
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);
