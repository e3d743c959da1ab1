-- Monthly partitions, made and dropped by the task `partitions:maintain`, which has no DDL right of its own.
-- Months are UTC. A parent is partitioned by RANGE over one timestamptz or date column.

-- ensure_month_partitions: makes the current month's partition and those of the next `months_ahead` months.
-- Returns how many were missing. Rows that had gone to the default partition move into the new one.
CREATE FUNCTION ensure_month_partitions(parent regclass, months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s'
AS $$
DECLARE
    parent_name name;
    schema_name name;
    partition_column name;
    default_partition regclass;
    month date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    last_month date := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => months_ahead))::date;
    child text;
    lower_bound text;
    upper_bound text;
    made integer := 0;
BEGIN
    IF months_ahead NOT BETWEEN 0 AND 24 THEN
        RAISE EXCEPTION 'months_ahead must be 0 to 24, is %', months_ahead USING ERRCODE = 'invalid_parameter_value';
    END IF;

    SELECT c.relname, n.nspname, a.attname, NULLIF(p.partdefid, 0)::regclass
    INTO parent_name, schema_name, partition_column, default_partition
    FROM pg_partitioned_table p
    JOIN pg_class c ON c.oid = p.partrelid AND c.relowner = current_user::regrole
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
    WHERE p.partrelid = parent AND p.partstrat = 'r' AND p.partnatts = 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is not a range-partitioned table of the schema', parent USING ERRCODE = 'wrong_object_type';
    END IF;

    -- Two maintainers at once: the second finds the work done.
    PERFORM pg_advisory_xact_lock(hashtextextended('ensure_month_partitions', parent::oid::bigint));

    WHILE month <= last_month LOOP
        child := format('%I.%I', schema_name, parent_name || to_char(month, '_YYYY_MM'));
        IF to_regclass(child) IS NULL THEN
            lower_bound := quote_literal(to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00');
            upper_bound := quote_literal(to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
            EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
            IF default_partition IS NOT NULL THEN
                EXECUTE format(
                    'WITH moved AS (DELETE FROM %s WHERE %I >= %s AND %I < %s RETURNING *) INSERT INTO %s SELECT * FROM moved',
                    default_partition, partition_column, lower_bound, partition_column, upper_bound, child);
            END IF;
            EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)',
                parent, child, lower_bound, upper_bound);
            made := made + 1;
        END IF;
        month := (month + interval '1 month')::date;
    END LOOP;
    RETURN made;
END
$$;

-- drop_month_partitions: drops the monthly partitions that ended at least `keep_days` days ago; returns how many.
-- `keep_days` is at least 30, so that no caller can drop what the retention rules still promise.
CREATE FUNCTION drop_month_partitions(parent regclass, keep_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s'
AS $$
DECLARE
    child record;
    dropped integer := 0;
BEGIN
    IF keep_days IS NULL OR keep_days < 30 THEN
        RAISE EXCEPTION 'keep_days must be at least 30, is %', keep_days USING ERRCODE = 'invalid_parameter_value';
    END IF;

    FOR child IN
        SELECT i.inhrelid::regclass AS name
        FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid
        JOIN pg_class p ON p.oid = i.inhparent AND p.relkind = 'p' AND p.relowner = current_user::regrole
        WHERE i.inhparent = parent
          AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'
          AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= now() - make_interval(days => keep_days)
    LOOP
        EXECUTE format('DROP TABLE %s', child.name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

GRANT EXECUTE ON FUNCTION ensure_month_partitions(regclass, integer) TO neurmatic_app;
GRANT EXECUTE ON FUNCTION drop_month_partitions(regclass, integer) TO neurmatic_app;
