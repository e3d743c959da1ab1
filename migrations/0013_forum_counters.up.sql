-- Exact counters of the forum: listed topics in all and of each category, public topics of each tag, visible replies of
-- each topic.
--
-- Locks are taken in one order: topic, reply, all `forum.*` rows of row_counts (a mutex of those who list, move or take
-- away topics; short), categories, tags. Replies and votes never come to the mutex.

INSERT INTO row_counts (name)
SELECT 'forum.topics.' || visibility FROM unnest(enum_range(NULL::category_visibility)) AS visibility;

CREATE FUNCTION lock_forum_counters() RETURNS void
LANGUAGE sql SET search_path = public, pg_temp
AS $$
    SELECT FROM row_counts WHERE name LIKE 'forum.%' ORDER BY name FOR NO KEY UPDATE
$$;

-- Adds `sign` for each listed topic of the arrays.
CREATE FUNCTION add_topics(categories uuid[], visibilities category_visibility[], signs integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM lock_forum_counters();
    UPDATE row_counts SET n = row_counts.n + change.n
    FROM (
        SELECT 'forum.topics.' || visibility AS name, sum(sign) AS n
        FROM unnest(visibilities, signs) AS d (visibility, sign)
        GROUP BY visibility
    ) AS change
    WHERE row_counts.name = change.name AND change.n <> 0;

    UPDATE forum_categories SET topic_count = topic_count + change.n
    FROM (
        SELECT category_id, sum(sign)::integer AS n
        FROM unnest(categories, signs) AS d (category_id, sign)
        GROUP BY category_id
    ) AS change
    WHERE forum_categories.id = change.category_id AND change.n <> 0;
END
$$;

CREATE FUNCTION count_topics() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
    categories uuid[];
    visibilities category_visibility[];
    signs integer[];
BEGIN
    SELECT array_agg(category_id), array_agg(visibility), array_agg(n * sign) INTO categories, visibilities, signs
    FROM (
        SELECT category_id, visibility, count(*)::integer AS n FROM changed WHERE is_listed GROUP BY category_id, visibility
    ) AS change;
    IF signs IS NOT NULL THEN
        PERFORM add_topics(categories, visibilities, signs);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_topics_added AFTER INSERT ON topics
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_topics();
CREATE TRIGGER count_topics_removed AFTER DELETE ON topics
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_topics();

-- A row trigger, so that the many updates by votes and replies don't call it.
CREATE FUNCTION recount_changed_topic() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM add_topics(
        ARRAY[OLD.category_id, NEW.category_id],
        ARRAY[OLD.visibility, NEW.visibility],
        ARRAY[-(OLD.is_listed::integer), NEW.is_listed::integer]);
    UPDATE topic_tags SET visibility = CASE WHEN NEW.is_listed THEN NEW.visibility END WHERE topic_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER recount_changed_topic AFTER UPDATE ON topics
    FOR EACH ROW WHEN ((OLD.category_id, OLD.visibility, OLD.is_listed)
                       IS DISTINCT FROM (NEW.category_id, NEW.visibility, NEW.is_listed))
    EXECUTE FUNCTION recount_changed_topic();

-- A new tag of a topic learns who sees the topic. FOR SHARE waits for who is just hiding it.
CREATE FUNCTION copy_topic_visibility() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    SELECT CASE WHEN is_listed THEN visibility END INTO NEW.visibility FROM topics WHERE id = NEW.topic_id FOR SHARE;
    RETURN NEW;
END
$$;

CREATE TRIGGER copy_topic_visibility BEFORE INSERT ON topic_tags
    FOR EACH ROW EXECUTE FUNCTION copy_topic_visibility();

CREATE FUNCTION count_topic_tags() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    tags uuid[];
    deltas integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(tag_id), array_agg(n) INTO tags, deltas
        FROM (SELECT tag_id, count(*) AS n FROM added WHERE visibility = 'public' GROUP BY tag_id) AS change;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(tag_id), array_agg(n) INTO tags, deltas
        FROM (SELECT tag_id, -count(*) AS n FROM removed WHERE visibility = 'public' GROUP BY tag_id) AS change;
    ELSE
        SELECT array_agg(tag_id), array_agg(n) INTO tags, deltas
        FROM (
            SELECT tag_id, sum(n) AS n
            FROM (
                SELECT tag_id, 1 AS n FROM added WHERE visibility = 'public'
                UNION ALL
                SELECT tag_id, -1 FROM removed WHERE visibility = 'public'
            ) AS side
            GROUP BY tag_id
            HAVING sum(n) <> 0
        ) AS change;
    END IF;
    IF deltas IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM lock_forum_counters();
    UPDATE forum_tags SET usage_count = usage_count + change.n
    FROM unnest(tags, deltas) AS change (tag_id, n)
    WHERE forum_tags.id = change.tag_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_topic_tags_added AFTER INSERT ON topic_tags
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_topic_tags();
CREATE TRIGGER count_topic_tags_removed AFTER DELETE ON topic_tags
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_topic_tags();
CREATE TRIGGER count_topic_tags_changed AFTER UPDATE ON topic_tags
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_topic_tags();

-- Who writes a reply holds its topic's lock, so that these never wait for each other.
CREATE FUNCTION count_reply() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    before boolean := TG_OP <> 'INSERT' AND OLD.is_visible;
    after boolean := TG_OP <> 'DELETE' AND NEW.is_visible;
    topic uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.topic_id ELSE NEW.topic_id END;
BEGIN
    IF before = after THEN
        RETURN NULL;
    END IF;
    IF after THEN
        UPDATE topics
        SET reply_count = reply_count + 1,
            last_reply_at = greatest(last_reply_at, NEW.created_at),
            last_activity_at = greatest(last_activity_at, NEW.created_at)
        WHERE id = topic;
    ELSE
        UPDATE topics
        SET reply_count = reply_count - 1,
            last_reply_at = newest.at,
            last_activity_at = coalesce(newest.at, topics.created_at)
        FROM (SELECT max(created_at) AS at FROM replies WHERE topic_id = topic AND is_visible) AS newest
        WHERE id = topic;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_reply AFTER INSERT OR DELETE ON replies FOR EACH ROW EXECUTE FUNCTION count_reply();
CREATE TRIGGER recount_changed_reply AFTER UPDATE ON replies
    FOR EACH ROW WHEN (OLD.is_visible IS DISTINCT FROM NEW.is_visible) EXECUTE FUNCTION count_reply();

-- Called inside the triggers, which run with the rights of who writes.
GRANT EXECUTE ON FUNCTION lock_forum_counters() TO neurmatic_app;
GRANT EXECUTE ON FUNCTION add_topics(uuid[], category_visibility[], integer[]) TO neurmatic_app;
