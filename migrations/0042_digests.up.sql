-- Digests by mail: when each user's next one is due, and what is to be in it.

-- One row a user, made with the account.
CREATE TABLE digest_preferences (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    includes_news boolean NOT NULL DEFAULT true,
    includes_forum boolean NOT NULL DEFAULT true,
    includes_jobs boolean NOT NULL DEFAULT true,
    includes_activity boolean NOT NULL DEFAULT true,
    -- What has less in it isn't sent.
    min_items smallint NOT NULL DEFAULT 3 CHECK (min_items BETWEEN 1 AND 20),
    is_on_vacation boolean NOT NULL DEFAULT false,
    -- Null: until the user says otherwise.
    vacation_until timestamptz
);

-- Two rows a user, made with the account: daily at 09:00, and weekly on Monday at 09:00, where the user is.
CREATE TABLE digest_plans (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    type digest_type NOT NULL,
    is_on boolean NOT NULL DEFAULT true,
    at time NOT NULL DEFAULT '09:00',
    -- 0 is Sunday; null for the daily one.
    weekday smallint CHECK (weekday BETWEEN 0 AND 6),
    last_sent_at timestamptz,
    -- Null: to be worked out, because something was changed.
    next_at timestamptz,
    PRIMARY KEY (user_id, type),
    CONSTRAINT digest_plans_weekly_has_a_day CHECK ((type = 'weekly') = (weekday IS NOT NULL))
) WITH (fillfactor = 85);

-- digests.plan (what is to be worked out), digests.claim (what is due)
CREATE INDEX idx_digest_plans_next ON digest_plans (next_at) WHERE is_on;

-- The next moment after another at which a time zone's clock shows a time, on a day of the week if one is said.
CREATE FUNCTION next_digest_at(after timestamptz, zone text, at time, weekday smallint) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
AS $$
DECLARE
    today date := local_time(after, zone)::date;
    days_ahead integer := CASE WHEN weekday IS NULL THEN 0 ELSE (weekday - extract(dow FROM today)::integer + 7) % 7 END;
    due timestamptz := moment_of(today + days_ahead + at, zone);
BEGIN
    IF due <= after THEN
        due := moment_of(today + days_ahead + CASE WHEN weekday IS NULL THEN 1 ELSE 7 END + at, zone);
    END IF;
    RETURN due;
END
$$;

GRANT EXECUTE ON FUNCTION next_digest_at(timestamptz, text, time, smallint) TO neurmatic_app;

CREATE FUNCTION plan_digests() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO digest_preferences (user_id) SELECT id FROM added;
    INSERT INTO digest_plans (user_id, type, weekday)
    SELECT id, plan.type, plan.weekday
    FROM added, (VALUES ('daily'::digest_type, NULL::smallint), ('weekly', 1::smallint)) AS plan (type, weekday);
    RETURN NULL;
END
$$;

CREATE TRIGGER plan_digests AFTER INSERT ON users
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION plan_digests();

-- Who moves to another time zone has his digests by its clock from then on.
CREATE FUNCTION replan_digests() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE digest_plans SET next_at = NULL WHERE user_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER replan_digests AFTER UPDATE OF timezone ON users
    FOR EACH ROW WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone) EXECUTE FUNCTION replan_digests();

INSERT INTO digest_preferences (user_id) SELECT id FROM users;
INSERT INTO digest_plans (user_id, type, weekday)
SELECT id, plan.type, plan.weekday
FROM users, (VALUES ('daily'::digest_type, NULL::smallint), ('weekly', 1::smallint)) AS plan (type, weekday);
