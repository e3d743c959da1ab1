-- Exact counters of jobs: how many in each status, of each company and model. As 0006 does it for articles: statement
-- triggers that sum a whole statement first, in the transaction of the change.
--
-- Locks are always taken in the order job, all `jobs.*` rows of row_counts, then company and model rows. Who writes
-- several jobs in one transaction locks them by ascending id first.

INSERT INTO row_counts (name)
SELECT 'jobs.' || status FROM unnest(enum_range(NULL::job_status)) AS status;

CREATE FUNCTION lock_job_counters() RETURNS void
LANGUAGE sql SET search_path = public, pg_temp
AS $$
    SELECT FROM row_counts WHERE name LIKE 'jobs.%' ORDER BY name FOR NO KEY UPDATE
$$;

CREATE FUNCTION count_jobs() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    companies_changed uuid[];
    statuses job_status[];
    deltas bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(company_id), array_agg(status), array_agg(n) INTO companies_changed, statuses, deltas
        FROM (SELECT company_id, status, count(*) AS n FROM added GROUP BY company_id, status) AS change;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(company_id), array_agg(status), array_agg(n) INTO companies_changed, statuses, deltas
        FROM (SELECT company_id, status, -count(*) AS n FROM removed GROUP BY company_id, status) AS change;
    ELSE
        SELECT array_agg(company_id), array_agg(status), array_agg(n) INTO companies_changed, statuses, deltas
        FROM (
            SELECT company_id, status, sum(n)::bigint AS n
            FROM (
                SELECT company_id, status, 1 AS n FROM added
                UNION ALL
                SELECT company_id, status, -1 FROM removed
            ) AS side
            GROUP BY company_id, status
            HAVING sum(n) <> 0
        ) AS change;
    END IF;
    IF deltas IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM lock_job_counters();

    UPDATE row_counts SET n = row_counts.n + change.n
    FROM (
        SELECT 'jobs.' || status AS name, sum(n)::bigint AS n
        FROM unnest(statuses, deltas) AS d (status, n)
        GROUP BY status
    ) AS change
    WHERE row_counts.name = change.name AND change.n <> 0;

    UPDATE companies SET job_count = job_count + change.n
    FROM (
        SELECT company_id, sum(n)::integer AS n
        FROM unnest(companies_changed, statuses, deltas) AS d (company_id, status, n)
        WHERE status = 'active'
        GROUP BY company_id
    ) AS change
    WHERE companies.id = change.company_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_jobs_added AFTER INSERT ON jobs
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_jobs();
CREATE TRIGGER count_jobs_removed AFTER DELETE ON jobs
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_jobs();
CREATE TRIGGER count_jobs_changed AFTER UPDATE ON jobs
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_jobs();

-- Tells the join tables when a job becomes active, ends or changes its date.
CREATE FUNCTION spread_job_publication() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    active_since timestamptz := CASE WHEN NEW.status = 'active' THEN NEW.published_at END;
BEGIN
    UPDATE job_models SET published_at = active_since
    WHERE job_id = NEW.id AND published_at IS DISTINCT FROM active_since;
    UPDATE job_skills SET published_at = active_since
    WHERE job_id = NEW.id AND published_at IS DISTINCT FROM active_since;
    RETURN NULL;
END
$$;

CREATE TRIGGER spread_job_publication AFTER UPDATE OF status, published_at ON jobs
    FOR EACH ROW WHEN ((OLD.status, OLD.published_at) IS DISTINCT FROM (NEW.status, NEW.published_at))
    EXECUTE FUNCTION spread_job_publication();

-- A new row of a join table learns the date. FOR SHARE waits for who is just changing the job and holds off who is
-- about to, so that neither misses the other.
CREATE FUNCTION copy_job_publication() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    SELECT CASE WHEN status = 'active' THEN published_at END INTO NEW.published_at
    FROM jobs WHERE id = NEW.job_id FOR SHARE;
    RETURN NEW;
END
$$;

CREATE TRIGGER copy_job_publication BEFORE INSERT ON job_models
    FOR EACH ROW EXECUTE FUNCTION copy_job_publication();
CREATE TRIGGER copy_job_publication BEFORE INSERT ON job_skills
    FOR EACH ROW EXECUTE FUNCTION copy_job_publication();

CREATE FUNCTION count_job_models() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    models uuid[];
    deltas integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(model_id), array_agg(n) INTO models, deltas
        FROM (SELECT model_id, count(*) AS n FROM added WHERE published_at IS NOT NULL GROUP BY model_id) AS change;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(model_id), array_agg(n) INTO models, deltas
        FROM (SELECT model_id, -count(*) AS n FROM removed WHERE published_at IS NOT NULL GROUP BY model_id) AS change;
    ELSE
        SELECT array_agg(model_id), array_agg(n) INTO models, deltas
        FROM (
            SELECT model_id, sum(n) AS n
            FROM (
                SELECT model_id, 1 AS n FROM added WHERE published_at IS NOT NULL
                UNION ALL
                SELECT model_id, -1 FROM removed WHERE published_at IS NOT NULL
            ) AS side
            GROUP BY model_id
            HAVING sum(n) <> 0
        ) AS change;
    END IF;
    IF deltas IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM lock_job_counters();
    UPDATE llm_models SET job_count = job_count + change.n
    FROM unnest(models, deltas) AS change (model_id, n)
    WHERE llm_models.id = change.model_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_job_models_added AFTER INSERT ON job_models
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_job_models();
CREATE TRIGGER count_job_models_removed AFTER DELETE ON job_models
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_job_models();
CREATE TRIGGER count_job_models_changed AFTER UPDATE ON job_models
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_job_models();

-- Called inside the triggers, which run with the rights of who writes.
GRANT EXECUTE ON FUNCTION lock_job_counters() TO neurmatic_app;
