-- Who follows what: users, companies, models, and the tags and categories of articles and of the forum, by one table.

SET LOCAL lock_timeout = '2s';

CREATE TYPE followable_type AS ENUM ('user', 'company', 'tag', 'category', 'model');

CREATE TABLE follows (
    follower_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    target_type followable_type NOT NULL,
    -- No foreign key: it lies in one of seven tables, whose triggers take it away.
    target_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Serves follows.insert, feed.list.
    PRIMARY KEY (follower_id, target_type, target_id),
    CONSTRAINT follows_somebody_else CHECK (target_type <> 'user' OR target_id <> follower_id)
);

-- follows.list, newest first
CREATE INDEX idx_follows_follower_created ON follows (follower_id, created_at DESC, target_id DESC);
-- follows.followers, newest first; what a target's removal takes away
CREATE INDEX idx_follows_target_created ON follows (target_type, target_id, created_at DESC, follower_id DESC);

ALTER TABLE companies ADD COLUMN follower_count integer NOT NULL DEFAULT 0 CHECK (follower_count >= 0);

-- Keeps every follower_count and following_count exact, cascades and bulk loads included. Users are locked first, in the
-- order of their ids; who follows holds their own lock already. More than one other target at once (a user who goes) is
-- counted behind the mutexes of those who count on the same rows.
CREATE FUNCTION count_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
    others integer;
BEGIN
    PERFORM FROM users
    WHERE id IN (SELECT follower_id FROM changed UNION SELECT target_id FROM changed WHERE target_type = 'user')
    ORDER BY id FOR NO KEY UPDATE;
    UPDATE users SET following_count = following_count + sign * change.n
    FROM (SELECT follower_id, count(*)::integer AS n FROM changed GROUP BY follower_id) AS change
    WHERE users.id = change.follower_id;
    UPDATE users SET follower_count = follower_count + sign * change.n
    FROM (SELECT target_id, count(*)::integer AS n FROM changed WHERE target_type = 'user' GROUP BY target_id) AS change
    WHERE users.id = change.target_id;

    SELECT count(DISTINCT target_id) INTO others FROM changed WHERE target_type <> 'user';
    IF others = 0 THEN
        RETURN NULL;
    END IF;
    IF others > 1 THEN
        PERFORM lock_job_counters();
        PERFORM lock_article_counters();
        PERFORM lock_forum_counters();
    END IF;
    UPDATE companies SET follower_count = follower_count + sign * change.n
    FROM (SELECT target_id, count(*)::integer AS n FROM changed WHERE target_type = 'company' GROUP BY target_id) AS change
    WHERE companies.id = change.target_id;
    UPDATE llm_models SET follower_count = follower_count + sign * change.n
    FROM (SELECT target_id, count(*)::integer AS n FROM changed WHERE target_type = 'model' GROUP BY target_id) AS change
    WHERE llm_models.id = change.target_id;
    UPDATE news_tags SET follower_count = follower_count + sign * change.n
    FROM (SELECT target_id, count(*)::integer AS n FROM changed WHERE target_type = 'tag' GROUP BY target_id) AS change
    WHERE news_tags.id = change.target_id;
    UPDATE forum_tags SET follower_count = follower_count + sign * change.n
    FROM (SELECT target_id, count(*)::integer AS n FROM changed WHERE target_type = 'tag' GROUP BY target_id) AS change
    WHERE forum_tags.id = change.target_id;
    UPDATE news_categories SET follower_count = follower_count + sign * change.n
    FROM (SELECT target_id, count(*)::integer AS n FROM changed WHERE target_type = 'category' GROUP BY target_id) AS change
    WHERE news_categories.id = change.target_id;
    UPDATE forum_categories SET follower_count = follower_count + sign * change.n
    FROM (SELECT target_id, count(*)::integer AS n FROM changed WHERE target_type = 'category' GROUP BY target_id) AS change
    WHERE forum_categories.id = change.target_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_follows_added AFTER INSERT ON follows
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_follows();
CREATE TRIGGER count_follows_removed AFTER DELETE ON follows
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_follows();

-- What is gone is followed by nobody.
CREATE FUNCTION forget_follows() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    DELETE FROM follows WHERE target_type = TG_ARGV[0]::followable_type AND target_id = OLD.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER forget_follows AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION forget_follows('user');
CREATE TRIGGER forget_follows AFTER DELETE ON companies FOR EACH ROW EXECUTE FUNCTION forget_follows('company');
CREATE TRIGGER forget_follows AFTER DELETE ON llm_models FOR EACH ROW EXECUTE FUNCTION forget_follows('model');
CREATE TRIGGER forget_follows AFTER DELETE ON news_tags FOR EACH ROW EXECUTE FUNCTION forget_follows('tag');
CREATE TRIGGER forget_follows AFTER DELETE ON forum_tags FOR EACH ROW EXECUTE FUNCTION forget_follows('tag');
CREATE TRIGGER forget_follows AFTER DELETE ON news_categories FOR EACH ROW EXECUTE FUNCTION forget_follows('category');
CREATE TRIGGER forget_follows AFTER DELETE ON forum_categories FOR EACH ROW EXECUTE FUNCTION forget_follows('category');
