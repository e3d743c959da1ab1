-- How users want to be told, and when not.

CREATE TYPE delivery_channel AS ENUM ('in_app', 'email');
CREATE TYPE notification_frequency AS ENUM ('real_time', 'hourly_digest', 'daily_digest', 'weekly_digest', 'off');

-- Only what differs from the defaults, which the code knows (`NotificationType::mail_default`).
CREATE TABLE notification_preferences (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    type notification_type NOT NULL,
    channel delivery_channel NOT NULL,
    frequency notification_frequency NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, type, channel),
    CONSTRAINT notification_preferences_in_app_is_on_or_off
        CHECK (channel <> 'in_app' OR frequency IN ('real_time', 'off'))
);

-- Do not disturb: when no mail is sent. It is sent when the time is over.
CREATE TABLE quiet_hours (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    is_on boolean NOT NULL,
    -- Where the user is. A later end is of the next day.
    from_time time NOT NULL,
    until_time time NOT NULL CHECK (until_time <> from_time),
    -- The days on which it begins; 0 is Sunday.
    days smallint[] NOT NULL CHECK (days <@ ARRAY[0, 1, 2, 3, 4, 5, 6]::smallint[] AND cardinality(days) BETWEEN 1 AND 7),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- The clock on the wall in a time zone. One that the server doesn't know counts as UTC: one user's odd zone must not fail
-- a statement that is about many.
CREATE FUNCTION local_time(at timestamptz, zone text) RETURNS timestamp
LANGUAGE plpgsql STABLE STRICT
AS $$
BEGIN
    RETURN at AT TIME ZONE zone;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN at AT TIME ZONE 'UTC';
END
$$;

-- The moment at which a time zone's clock shows a time. In spring, an hour that isn't there counts as the one after it; in
-- autumn, the second one counts.
CREATE FUNCTION moment_of(local timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT
AS $$
BEGIN
    RETURN local AT TIME ZONE zone;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN local AT TIME ZONE 'UTC';
END
$$;

-- When the quiet hours that a moment lies in are over; null when it lies in none.
CREATE FUNCTION quiet_until(at timestamptz, zone text, from_time time, until_time time, days smallint[])
RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT SET search_path = public, pg_temp
AS $$
DECLARE
    clock time := local_time(at, zone)::time;
    today date := local_time(at, zone)::date;
    begins_today boolean := extract(dow FROM today)::smallint = ANY (days);
    began_yesterday boolean := extract(dow FROM today - 1)::smallint = ANY (days);
BEGIN
    IF from_time < until_time THEN
        RETURN CASE WHEN begins_today AND clock >= from_time AND clock < until_time
               THEN moment_of(today + until_time, zone) END;
    END IF;
    RETURN CASE WHEN begins_today AND clock >= from_time THEN moment_of(today + 1 + until_time, zone)
                WHEN began_yesterday AND clock < until_time THEN moment_of(today + until_time, zone) END;
END
$$;

GRANT EXECUTE ON FUNCTION local_time(timestamptz, text) TO neurmatic_app;
GRANT EXECUTE ON FUNCTION moment_of(timestamp, text) TO neurmatic_app;
GRANT EXECUTE ON FUNCTION quiet_until(timestamptz, text, time, time, smallint[]) TO neurmatic_app;
