-- What the insight into the database remembers: the server's counters have no past, a regression is one against it.
-- Written each hour by `insight:snapshot`, kept for 30 days.

-- What each statement had cost until then, by the server's own count; it begins anew when that was reset.
CREATE TABLE statement_samples (
    taken_at timestamptz NOT NULL,
    query_id bigint NOT NULL,
    -- Its name in our code; null for what is none of ours.
    name text,
    calls bigint NOT NULL CHECK (calls >= 0),
    total_ms double precision NOT NULL CHECK (total_ms >= 0),
    rows_given bigint NOT NULL CHECK (rows_given >= 0),
    PRIMARY KEY (taken_at, query_id)
);

-- How often each table had been read from end to end until then; a partition counts as its parent.
CREATE TABLE table_samples (
    taken_at timestamptz NOT NULL,
    table_name text NOT NULL,
    scans bigint NOT NULL CHECK (scans >= 0),
    rows_read bigint NOT NULL CHECK (rows_read >= 0),
    live_rows bigint NOT NULL CHECK (live_rows >= 0),
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    PRIMARY KEY (taken_at, table_name)
);

-- Since when an index is known: one of yesterday is not unused because nobody has used it yet. The server doesn't tell.
CREATE TABLE index_sightings (
    index_id bigint PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

-- Operations whose requests sent a statement again and again (N+1), by the hour.
CREATE TABLE repeated_queries (
    seen_hour timestamptz NOT NULL,
    operation text NOT NULL,
    -- The statement that one request sent most often, and how often.
    query text NOT NULL,
    times integer NOT NULL CHECK (times > 0),
    -- The most statements of one request.
    queries integer NOT NULL CHECK (queries > 0),
    requests bigint NOT NULL CHECK (requests > 0),
    PRIMARY KEY (seen_hour, operation)
);

-- column_widths: how wide the columns are, from which bloat is estimated. The monitor may not see `pg_stats`, which holds
-- values of rows; widths say nothing of anybody.
CREATE FUNCTION column_widths() RETURNS TABLE (table_id oid, place smallint, width_bytes integer, null_share real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.oid, a.attnum, s.avg_width, s.null_frac
    FROM pg_stats AS s
    JOIN pg_namespace AS n ON n.nspname = s.schemaname
    JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = s.tablename
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = s.attname
    WHERE n.nspname = 'public' AND NOT s.inherited
$$;
GRANT EXECUTE ON FUNCTION column_widths() TO neurmatic_monitor;
