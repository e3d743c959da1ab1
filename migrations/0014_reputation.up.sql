-- Reputation: what each user has earned by what, and the sum of it.
--
-- The ledger holds what counts now: a vote that is cleared takes its row with it. Its key makes that one cause pays once,
-- however often it is done, undone and done again.

CREATE TYPE reputation_event_type AS ENUM (
    'topic_created', 'reply_created', 'upvote_received', 'downvote_received', 'best_answer', 'badge_earned', 'penalty'
);
CREATE TYPE reputation_level AS ENUM ('newcomer', 'contributor', 'expert', 'master', 'legend');

CREATE TABLE reputation_events (
    -- The topic or reply that it was earned by.
    source_id uuid NOT NULL,
    -- Who caused it: the voter, the author, who accepted. No foreign key: triggers remove it with its vote.
    actor_id uuid NOT NULL,
    event_type reputation_event_type NOT NULL,
    -- Who earned it.
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    points integer NOT NULL CHECK (points <> 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source_id, actor_id, event_type)
);

-- foreign key
CREATE INDEX idx_reputation_events_user ON reputation_events (user_id);

CREATE TABLE user_reputation (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    -- The sum of the user's events; kept by their triggers. May be below zero, which is never shown.
    points bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL GENERATED ALWAYS AS (greatest(points, 0)) STORED,
    level reputation_level NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN points >= 2500 THEN 'legend'::reputation_level
            WHEN points >= 1000 THEN 'master'::reputation_level
            WHEN points >= 500 THEN 'expert'::reputation_level
            WHEN points >= 100 THEN 'contributor'::reputation_level
            ELSE 'newcomer'::reputation_level
        END
    ) STORED,
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION sum_up_reputation() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO user_reputation (user_id, points)
        SELECT user_id, sum(points) FROM changed GROUP BY user_id ORDER BY user_id
        ON CONFLICT (user_id) DO UPDATE SET points = user_reputation.points + excluded.points, updated_at = now();
    ELSE
        PERFORM FROM user_reputation WHERE user_id IN (SELECT user_id FROM changed) ORDER BY user_id FOR NO KEY UPDATE;
        UPDATE user_reputation SET points = user_reputation.points - lost.points, updated_at = now()
        FROM (SELECT user_id, sum(points) AS points FROM changed GROUP BY user_id) AS lost
        WHERE user_reputation.user_id = lost.user_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER sum_up_reputation_earned AFTER INSERT ON reputation_events
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_up_reputation();
CREATE TRIGGER sum_up_reputation_lost AFTER DELETE ON reputation_events
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_up_reputation();

-- 5 points for a topic as long as it isn't taken away.
CREATE FUNCTION reward_topic() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM reputation_events WHERE source_id = OLD.id;
    ELSIF NEW.status = 'archived' THEN
        DELETE FROM reputation_events WHERE source_id = NEW.id AND event_type = 'topic_created';
    ELSIF NEW.author_id IS NOT NULL THEN
        INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points)
        VALUES (NEW.id, NEW.author_id, 'topic_created', NEW.author_id, 5);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER reward_topic AFTER INSERT OR DELETE ON topics FOR EACH ROW EXECUTE FUNCTION reward_topic();
CREATE TRIGGER reward_changed_topic AFTER UPDATE OF status ON topics
    FOR EACH ROW WHEN ((OLD.status = 'archived') <> (NEW.status = 'archived')) EXECUTE FUNCTION reward_topic();

-- 2 points for a reply as long as it isn't deleted.
CREATE FUNCTION reward_reply() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM reputation_events WHERE source_id = OLD.id;
    ELSIF NEW.deleted_at IS NOT NULL THEN
        DELETE FROM reputation_events WHERE source_id = NEW.id AND event_type = 'reply_created';
    ELSIF NEW.author_id IS NOT NULL THEN
        INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points)
        VALUES (NEW.id, NEW.author_id, 'reply_created', NEW.author_id, 2);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER reward_reply AFTER INSERT OR DELETE ON replies FOR EACH ROW EXECUTE FUNCTION reward_reply();
CREATE TRIGGER reward_changed_reply AFTER UPDATE OF deleted_at ON replies
    FOR EACH ROW WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) EXECUTE FUNCTION reward_reply();

-- 25 points for the accepted reply of a topic, unless its author answered himself. At most one such row a topic.
CREATE FUNCTION reward_accepted_reply() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    -- Both earners in one order, so that two topics that change at once don't wait for each other.
    PERFORM FROM user_reputation
    WHERE user_id IN (SELECT author_id FROM replies WHERE id IN (OLD.accepted_reply_id, NEW.accepted_reply_id))
    ORDER BY user_id FOR NO KEY UPDATE;
    DELETE FROM reputation_events WHERE source_id = NEW.id AND event_type = 'best_answer';
    INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points)
    SELECT NEW.id, coalesce(NEW.author_id, NEW.id), 'best_answer', author_id, 25
    FROM replies
    WHERE id = NEW.accepted_reply_id AND author_id IS DISTINCT FROM NEW.author_id AND author_id IS NOT NULL;
    RETURN NULL;
END
$$;

CREATE TRIGGER reward_accepted_reply AFTER UPDATE OF accepted_reply_id ON topics
    FOR EACH ROW WHEN (OLD.accepted_reply_id IS DISTINCT FROM NEW.accepted_reply_id)
    EXECUTE FUNCTION reward_accepted_reply();
