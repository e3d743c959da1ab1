-- Exact counters of articles: how many in each status, category, tag and model.
--
-- They move in the transaction of the change, by statement triggers that sum a whole statement first (a COPY of 100,000
-- rows is one update a counter). Only publishing, archiving, recategorising and retagging move them, which editors do some
-- times a minute: views and bookmarks never come here.
--
-- Exact under concurrency, without deadlocks between counters: locks are always taken in the order article, all
-- `articles.*` rows of row_counts (the editors' mutex, short), then category, tag and model rows. Who writes several
-- articles in one transaction locks them by ascending id first.

-- Totals that lists show, one row a name: `articles.<status>`.
CREATE TABLE row_counts (
    name text PRIMARY KEY CHECK (char_length(name) <= 100),
    n bigint NOT NULL DEFAULT 0 CHECK (n >= 0)
);

INSERT INTO row_counts (name)
SELECT 'articles.' || status FROM unnest(enum_range(NULL::article_status)) AS status;

CREATE FUNCTION lock_article_counters() RETURNS void
LANGUAGE sql SET search_path = public, pg_temp
AS $$
    SELECT FROM row_counts WHERE name LIKE 'articles.%' ORDER BY name FOR NO KEY UPDATE
$$;

CREATE FUNCTION count_articles() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    categories uuid[];
    statuses article_status[];
    deltas bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(category_id), array_agg(status), array_agg(n) INTO categories, statuses, deltas
        FROM (SELECT category_id, status, count(*) AS n FROM added GROUP BY category_id, status) AS change;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(category_id), array_agg(status), array_agg(n) INTO categories, statuses, deltas
        FROM (SELECT category_id, status, -count(*) AS n FROM removed GROUP BY category_id, status) AS change;
    ELSE
        SELECT array_agg(category_id), array_agg(status), array_agg(n) INTO categories, statuses, deltas
        FROM (
            SELECT category_id, status, sum(n)::bigint AS n
            FROM (
                SELECT category_id, status, 1 AS n FROM added
                UNION ALL
                SELECT category_id, status, -1 FROM removed
            ) AS side
            GROUP BY category_id, status
            HAVING sum(n) <> 0
        ) AS change;
    END IF;
    IF deltas IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM lock_article_counters();

    UPDATE row_counts SET n = row_counts.n + change.n
    FROM (
        SELECT 'articles.' || status AS name, sum(n)::bigint AS n
        FROM unnest(statuses, deltas) AS d (status, n)
        GROUP BY status
    ) AS change
    WHERE row_counts.name = change.name AND change.n <> 0;

    UPDATE news_categories SET article_count = article_count + change.n
    FROM (
        SELECT category_id, sum(n)::integer AS n
        FROM unnest(categories, statuses, deltas) AS d (category_id, status, n)
        WHERE status = 'published'
        GROUP BY category_id
    ) AS change
    WHERE news_categories.id = change.category_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_articles_added AFTER INSERT ON articles
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_articles();
CREATE TRIGGER count_articles_removed AFTER DELETE ON articles
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_articles();
CREATE TRIGGER count_articles_changed AFTER UPDATE ON articles
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_articles();

-- Tells the join tables when an article appears to readers, disappears or changes its date.
CREATE FUNCTION spread_article_publication() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    visible_since timestamptz := CASE WHEN NEW.status = 'published' THEN NEW.published_at END;
BEGIN
    UPDATE article_tags SET published_at = visible_since
    WHERE article_id = NEW.id AND published_at IS DISTINCT FROM visible_since;
    UPDATE article_models SET published_at = visible_since
    WHERE article_id = NEW.id AND published_at IS DISTINCT FROM visible_since;
    RETURN NULL;
END
$$;

CREATE TRIGGER spread_article_publication AFTER UPDATE OF status, published_at ON articles
    FOR EACH ROW WHEN ((OLD.status, OLD.published_at) IS DISTINCT FROM (NEW.status, NEW.published_at))
    EXECUTE FUNCTION spread_article_publication();

-- A new row of a join table learns the publication date. FOR SHARE waits for who is just publishing the article and
-- holds off who is about to, so that neither misses the other.
CREATE FUNCTION copy_article_publication() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    SELECT CASE WHEN status = 'published' THEN published_at END INTO NEW.published_at
    FROM articles WHERE id = NEW.article_id FOR SHARE;
    RETURN NEW;
END
$$;

CREATE TRIGGER copy_article_publication BEFORE INSERT ON article_tags
    FOR EACH ROW EXECUTE FUNCTION copy_article_publication();
CREATE TRIGGER copy_article_publication BEFORE INSERT ON article_models
    FOR EACH ROW EXECUTE FUNCTION copy_article_publication();

CREATE FUNCTION count_article_tags() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    tags uuid[];
    deltas integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(tag_id), array_agg(n) INTO tags, deltas
        FROM (SELECT tag_id, count(*) AS n FROM added WHERE published_at IS NOT NULL GROUP BY tag_id) AS change;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(tag_id), array_agg(n) INTO tags, deltas
        FROM (SELECT tag_id, -count(*) AS n FROM removed WHERE published_at IS NOT NULL GROUP BY tag_id) AS change;
    ELSE
        SELECT array_agg(tag_id), array_agg(n) INTO tags, deltas
        FROM (
            SELECT tag_id, sum(n) AS n
            FROM (
                SELECT tag_id, 1 AS n FROM added WHERE published_at IS NOT NULL
                UNION ALL
                SELECT tag_id, -1 FROM removed WHERE published_at IS NOT NULL
            ) AS side
            GROUP BY tag_id
            HAVING sum(n) <> 0
        ) AS change;
    END IF;
    IF deltas IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM lock_article_counters();
    UPDATE news_tags SET usage_count = usage_count + change.n
    FROM unnest(tags, deltas) AS change (tag_id, n)
    WHERE news_tags.id = change.tag_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_article_tags_added AFTER INSERT ON article_tags
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_article_tags();
CREATE TRIGGER count_article_tags_removed AFTER DELETE ON article_tags
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_article_tags();
CREATE TRIGGER count_article_tags_changed AFTER UPDATE ON article_tags
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_article_tags();

CREATE FUNCTION count_article_models() RETURNS trigger
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

    PERFORM lock_article_counters();
    UPDATE llm_models SET article_count = article_count + change.n
    FROM unnest(models, deltas) AS change (model_id, n)
    WHERE llm_models.id = change.model_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_article_models_added AFTER INSERT ON article_models
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_article_models();
CREATE TRIGGER count_article_models_removed AFTER DELETE ON article_models
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_article_models();
CREATE TRIGGER count_article_models_changed AFTER UPDATE ON article_models
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_article_models();

-- Called inside the triggers, which run with the rights of who writes.
GRANT EXECUTE ON FUNCTION lock_article_counters() TO neurmatic_app;
