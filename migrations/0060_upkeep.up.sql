-- What keeps the platform in order: which due times of schedules were taken, and partitions that nobody waits for.

-- A row a schedule, so that each due time is fired once, however many processes tick.
CREATE TABLE schedule_fires (
    task text PRIMARY KEY CHECK (task ~ '^[a-z][a-z-]*:[a-z][a-z-]*$' AND char_length(task) <= 100),
    -- The latest due time that was taken.
    due_at timestamptz NOT NULL,
    fired_at timestamptz NOT NULL DEFAULT now()
);

-- Whoever waits for a lock makes everybody behind it wait. Months are made long before they are needed, and dropped long
-- after: the task comes back another time.
ALTER FUNCTION ensure_month_partitions(regclass, integer) SET lock_timeout = '100ms';
ALTER FUNCTION drop_month_partitions(regclass, integer) SET lock_timeout = '100ms';

-- ensure_default_partition: makes the partition for what no month holds, if there is none. Returns whether it holds
-- rows: then a month was missing, or an id is from a time that nobody expects.
CREATE FUNCTION ensure_default_partition(parent regclass) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $$
DECLARE
    default_partition regclass;
    child text;
    is_used boolean;
BEGIN
    SELECT NULLIF(p.partdefid, 0)::regclass, format('%I.%I', n.nspname, c.relname || '_default')
    INTO default_partition, child
    FROM pg_partitioned_table p
    JOIN pg_class c ON c.oid = p.partrelid AND c.relowner = current_user::regrole
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE p.partrelid = parent AND p.partstrat = 'r' AND p.partnatts = 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is not a range-partitioned table of the schema', parent USING ERRCODE = 'wrong_object_type';
    END IF;

    IF default_partition IS NULL THEN
        EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s DEFAULT', parent, child);
        RETURN false;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', default_partition) INTO is_used;
    RETURN is_used;
END
$$;

GRANT EXECUTE ON FUNCTION ensure_default_partition(regclass) TO neurmatic_app;
