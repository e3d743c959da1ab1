-- What belongs to the server or the database and not to the schema: roles, extensions, default rights.
-- Run before the numbered files at every `migrate up`, by the role that connects; each line may run twice.
-- Nothing here is undone by `migrate down`: roles are shared by all databases of a server.
--
-- neurmatic_owner    owns every object of the schema, cannot log in; migrations run as it (SET ROLE), so that
--                    ownership, default rights and SECURITY DEFINER are the same whoever connects.
-- neurmatic_app      the functions' login: reads and writes rows, no DDL.
-- neurmatic_monitor  the insight login: statistics (pg_monitor), how far sequences are, no row of any table.

DO $$
DECLARE
    wanted text;
    setting record;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['neurmatic_owner', 'neurmatic_app', 'neurmatic_monitor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of this server is being migrated at the same moment
            END;
        END IF;
    END LOOP;

    IF NOT pg_has_role(current_user, 'neurmatic_owner', 'MEMBER') THEN
        EXECUTE format('GRANT neurmatic_owner TO %I', current_user);
    END IF;

    IF NOT pg_has_role('neurmatic_monitor', 'pg_monitor', 'MEMBER') THEN
        BEGIN
            GRANT pg_monitor TO neurmatic_monitor;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE WARNING 'neurmatic_monitor is not a member of pg_monitor: a superuser has to grant it';
        END;
    END IF;

    -- Each is set once, so that another value that an operator gave the role stays.
    -- statement_timeout: a statement that nobody waits for any more ends by itself; no request lasts longer than 10 s.
    -- random_page_cost: data lie on flash or in memory, where a page elsewhere costs what the next one costs.
    FOR setting IN SELECT * FROM (VALUES
        ('neurmatic_app', 'statement_timeout', '15s'),
        ('neurmatic_app', 'random_page_cost', '1.1'),
        ('neurmatic_monitor', 'statement_timeout', '15s')
    ) AS s (role, name, value) LOOP
        IF NOT EXISTS (
            SELECT FROM pg_db_role_setting, unnest(setconfig) AS given
            WHERE setrole = setting.role::regrole AND setdatabase = 0 AND starts_with(given, setting.name || '=')
        ) THEN
            BEGIN
                EXECUTE format('ALTER ROLE %I SET %I = %L', setting.role, setting.name, setting.value);
            EXCEPTION WHEN unique_violation OR internal_error THEN
                NULL; -- another database of this server is being migrated at the same moment, and sets the same
            END;
        END IF;
    END LOOP;

    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CREATE ON DATABASE %I TO neurmatic_owner', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO neurmatic_app, neurmatic_monitor', current_database());
END
$$;

-- similarity() for related articles. Trusted: needs no superuser.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'pg_stat_statements is not there: slow queries are known from the application only (%)', SQLERRM;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO neurmatic_owner;
GRANT USAGE ON SCHEMA public TO neurmatic_app;

ALTER DEFAULT PRIVILEGES FOR ROLE neurmatic_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE neurmatic_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO neurmatic_app;
ALTER DEFAULT PRIVILEGES FOR ROLE neurmatic_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO neurmatic_app;
ALTER DEFAULT PRIVILEGES FOR ROLE neurmatic_owner IN SCHEMA public
    GRANT SELECT ON SEQUENCES TO neurmatic_monitor;
