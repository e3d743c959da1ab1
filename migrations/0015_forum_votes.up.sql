-- Votes on topics and replies: one a user and thing, by the primary key. Scores and reputation follow by triggers, in the
-- transaction of the vote; who votes holds the lock of what is voted on.

CREATE TABLE topic_votes (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    topic_id uuid NOT NULL REFERENCES topics ON DELETE CASCADE,
    value smallint NOT NULL CHECK (value IN (-1, 1)),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, topic_id)
);

-- foreign key
CREATE INDEX idx_topic_votes_topic ON topic_votes (topic_id);

CREATE TABLE reply_votes (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    reply_id uuid NOT NULL REFERENCES replies ON DELETE CASCADE,
    value smallint NOT NULL CHECK (value IN (-1, 1)),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, reply_id)
);

-- foreign key
CREATE INDEX idx_reply_votes_reply ON reply_votes (reply_id);

-- How many votes a user has cast on a day (UTC): 50 are the most. A row a user, kept for the last day only.
CREATE TABLE vote_quotas (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    day date NOT NULL,
    used smallint NOT NULL CHECK (used BETWEEN 1 AND 50)
);

-- 10 points for a vote up, 5 off for one down; what the voter gave before goes.
CREATE FUNCTION reward_vote(target uuid, voter uuid, author uuid, vote integer) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    DELETE FROM reputation_events
    WHERE source_id = target AND actor_id = voter AND event_type IN ('upvote_received', 'downvote_received');
    IF vote <> 0 AND author IS NOT NULL THEN
        INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points)
        SELECT target, voter, given.event_type::reputation_event_type, author, given.points
        FROM (VALUES (1, 'upvote_received', 10), (-1, 'downvote_received', -5)) AS given (vote, event_type, points)
        WHERE given.vote = reward_vote.vote;
    END IF;
END
$$;

CREATE FUNCTION count_topic_vote() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    before integer := CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.value END;
    after integer := CASE WHEN TG_OP = 'DELETE' THEN 0 ELSE NEW.value END;
    target uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.topic_id ELSE NEW.topic_id END;
    voter uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
    author uuid;
BEGIN
    UPDATE topics
    SET vote_score = vote_score + after - before,
        upvote_count = upvote_count + (after = 1)::integer - (before = 1)::integer,
        downvote_count = downvote_count + (after = -1)::integer - (before = -1)::integer
    WHERE id = target
    RETURNING author_id INTO author;
    PERFORM reward_vote(target, voter, author, after);
    RETURN NULL;
END
$$;

CREATE TRIGGER count_topic_vote AFTER INSERT OR UPDATE OF value OR DELETE ON topic_votes
    FOR EACH ROW EXECUTE FUNCTION count_topic_vote();

CREATE FUNCTION count_reply_vote() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    before integer := CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.value END;
    after integer := CASE WHEN TG_OP = 'DELETE' THEN 0 ELSE NEW.value END;
    target uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.reply_id ELSE NEW.reply_id END;
    voter uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
    author uuid;
BEGIN
    UPDATE replies
    SET vote_score = vote_score + after - before,
        upvote_count = upvote_count + (after = 1)::integer - (before = 1)::integer,
        downvote_count = downvote_count + (after = -1)::integer - (before = -1)::integer
    WHERE id = target
    RETURNING author_id INTO author;
    PERFORM reward_vote(target, voter, author, after);
    RETURN NULL;
END
$$;

CREATE TRIGGER count_reply_vote AFTER INSERT OR UPDATE OF value OR DELETE ON reply_votes
    FOR EACH ROW EXECUTE FUNCTION count_reply_vote();

-- Called inside the triggers, which run with the rights of who writes.
GRANT EXECUTE ON FUNCTION reward_vote(uuid, uuid, uuid, integer) TO neurmatic_app;
