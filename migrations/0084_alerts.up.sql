-- What was wrong with the platform, and what it is judged by over hours.

CREATE TYPE alert_severity AS ENUM (
    'critical', -- users are hit, or will be within hours: somebody looks now
    'warning' -- somebody looks today
);

-- An alert is one rule about one subject. Written each minute by `alerts:evaluate`, kept for 90 days from when it was over.
CREATE TABLE alerts (
    id uuid PRIMARY KEY,
    -- The rules are code.
    rule text NOT NULL CHECK (char_length(rule) BETWEEN 1 AND 50),
    -- An operation, a queue, a function, a check with what it found; names nobody.
    subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 300),
    severity alert_severity NOT NULL,
    value double precision NOT NULL,
    worst double precision NOT NULL,
    threshold double precision NOT NULL,
    over_since timestamptz NOT NULL,
    -- Null: it is a suspicion, of which nobody is told.
    opened_at timestamptz,
    -- When a reading was last over the threshold.
    last_seen_at timestamptz NOT NULL,
    calm_since timestamptz,
    resolved_at timestamptz CHECK (resolved_at IS NULL OR opened_at IS NOT NULL)
);

-- platform_alerts.unresolved, platform_alerts.put, platform_alerts.resolve, platform_alerts.drop: one at a time
CREATE UNIQUE INDEX idx_alerts_unresolved ON alerts (rule, subject) WHERE resolved_at IS NULL;
-- platform_alerts.recent, retention.alerts (cleanup:old-data)
CREATE INDEX idx_alerts_resolved ON alerts (resolved_at) WHERE resolved_at IS NOT NULL;

-- All requests by the minute: burn rates look back further than Redis. Written each minute by `alerts:evaluate`, kept for a day.
CREATE TABLE request_minutes (
    minute timestamptz PRIMARY KEY,
    requests bigint NOT NULL CHECK (requests >= 0),
    -- Answered with 5xx.
    errors bigint NOT NULL CHECK (errors >= 0)
);

-- used_default_partitions: tables whose default partition holds rows. Unlike `ensure_default_partition` it waits for no lock and makes
-- nothing, so that it can be asked each minute.
CREATE FUNCTION used_default_partitions() RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $$
DECLARE
    partitioned record;
    is_used boolean;
BEGIN
    FOR partitioned IN
        SELECT c.relname, p.partdefid::regclass AS default_partition
        FROM pg_partitioned_table p
        JOIN pg_class c ON c.oid = p.partrelid AND c.relowner = current_user::regrole
        WHERE p.partdefid <> 0
        ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', partitioned.default_partition) INTO is_used;
        IF is_used THEN
            RETURN NEXT partitioned.relname;
        END IF;
    END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION used_default_partitions() TO neurmatic_app;
