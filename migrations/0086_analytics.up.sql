-- What visitors do, as clients tell it, and what comes to be of it: figures of each day, and which articles are trending.
SET LOCAL lock_timeout = '2s';

CREATE TYPE analytics_event_kind AS ENUM ('article_read', 'article_share', 'page_view', 'search');
CREATE TYPE share_platform AS ENUM (
    'x', 'linkedin', 'facebook', 'reddit', 'hacker_news', 'email', 'copied_link', 'other'
);

-- A kind has its own columns filled and no others. No address is kept, and no words that somebody looked for.
CREATE TABLE analytics_events (
    id uuid NOT NULL,
    kind analytics_event_kind NOT NULL,
    user_id uuid REFERENCES users ON DELETE SET NULL,
    -- Keyed hash of the account or the address, the same as of a view; never the address itself.
    visitor_hash bytea NOT NULL CHECK (octet_length(visitor_hash) = 32),
    article_id uuid REFERENCES articles ON DELETE CASCADE,
    -- The longest that the visitor read the article on the day.
    seconds integer CHECK (seconds BETWEEN 0 AND 86400),
    -- Percent of the page.
    scroll_depth smallint CHECK (scroll_depth BETWEEN 0 AND 100),
    platform share_platform,
    -- Without a query.
    path text CHECK (char_length(path) BETWEEN 1 AND 500),
    result_count integer CHECK (result_count BETWEEN 0 AND 1000000),
    -- The day, in UTC, on which it was told.
    day date NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (id, day),
    CONSTRAINT analytics_events_day_is_utc CHECK (day = (received_at AT TIME ZONE 'UTC')::date),
    CONSTRAINT analytics_events_have_what_their_kind_has CHECK (
        (article_id IS NOT NULL) = (kind IN ('article_read', 'article_share'))
        AND (seconds IS NOT NULL) = (kind = 'article_read')
        AND (scroll_depth IS NULL OR kind = 'article_read')
        AND (platform IS NOT NULL) = (kind = 'article_share')
        AND (path IS NOT NULL) = (kind = 'page_view')
        AND (result_count IS NOT NULL) = (kind = 'search')
    )
) PARTITION BY RANGE (day);

-- analytics.record: a visitor's reading of an article is one row a day, a sharing one a day and platform; articles.trending;
-- foreign key
CREATE UNIQUE INDEX idx_analytics_events_article ON analytics_events (article_id, kind, day, visitor_hash, platform)
    NULLS NOT DISTINCT WHERE article_id IS NOT NULL;
-- foreign key; the data export of an account
CREATE INDEX idx_analytics_events_user ON analytics_events (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE analytics_events_default PARTITION OF analytics_events DEFAULT;
SELECT ensure_month_partitions('analytics_events', 3);

-- What an article was to its readers on a day (UTC); a day without any has no row. Written whole by analytics:aggregate.
CREATE TABLE article_days (
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    day date NOT NULL,
    views integer NOT NULL CHECK (views >= 0),
    -- Different ones.
    viewers integer NOT NULL CHECK (viewers BETWEEN 0 AND views),
    reads integer NOT NULL CHECK (reads >= 0),
    -- Of all reads together.
    read_secs bigint NOT NULL CHECK (read_secs >= 0),
    shares integer NOT NULL CHECK (shares >= 0),
    -- Serves analytics.article, analytics.article_days.
    PRIMARY KEY (article_id, day)
);

-- analytics.write_article_days: those of a day
CREATE INDEX idx_article_days_day ON article_days (day);

-- What happened on the platform on a day (UTC). Written whole by analytics:aggregate.
CREATE TABLE platform_days (
    -- Serves analytics.platform_days, analytics.unsettled_days.
    day date PRIMARY KEY,
    signups integer NOT NULL CHECK (signups >= 0),
    -- Users who looked at an article, were told of by an event, wrote in the forum or applied.
    active_users integer NOT NULL CHECK (active_users >= 0),
    -- Different ones, signed in or not.
    visitors integer NOT NULL CHECK (visitors >= 0),
    articles integer NOT NULL CHECK (articles >= 0),
    topics integer NOT NULL CHECK (topics >= 0),
    replies integer NOT NULL CHECK (replies >= 0),
    jobs integer NOT NULL CHECK (jobs >= 0),
    applications integer NOT NULL CHECK (applications >= 0),
    views integer NOT NULL CHECK (views >= 0),
    reads integer NOT NULL CHECK (reads >= 0),
    shares integer NOT NULL CHECK (shares >= 0),
    page_views integer NOT NULL CHECK (page_views >= 0),
    searches integer NOT NULL CHECK (searches >= 0),
    -- Of every kind.
    events integer NOT NULL CHECK (events >= 0),
    -- When the figures were taken. A day is settled once that was a day after its end.
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- trending_score: how much an article is read, 0 to 1, by its views and its average reading of the last seven days and by its
-- age: 0.5 for views on a logarithmic scale, 0.3 for the time spent, 0.2 for being new.
CREATE FUNCTION trending_score(views bigint, read_secs double precision, age interval) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 0.5 * least(1, log(views::double precision + 1) / 3) + 0.3 * least(1, read_secs / 600)
           + 0.2 * least(1, greatest(0, 1 - extract(epoch FROM age)::double precision / 2592000))
$$;

GRANT EXECUTE ON FUNCTION trending_score(bigint, double precision, interval) TO neurmatic_app;
