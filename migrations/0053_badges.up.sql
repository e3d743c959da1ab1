-- Badges, and who has earned which. A badge is a fact of a user that has reached a number; `badge:check` looks. What is
-- earned stays earned.

CREATE TYPE badge_type AS ENUM ('bronze', 'silver', 'gold', 'platinum');
CREATE TYPE badge_category AS ENUM ('activity', 'skill', 'special');
CREATE TYPE badge_criterion AS ENUM (
    'topics', 'replies', 'streak_days', 'upvotes', 'accepted_answers', 'reputation', 'votes_cast',
    'granted' -- by hand
);

CREATE TABLE badges (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (char_length(slug) <= 100 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    description text NOT NULL CHECK (char_length(description) BETWEEN 1 AND 500),
    badge_type badge_type NOT NULL,
    category badge_category NOT NULL,
    criterion badge_criterion NOT NULL,
    threshold integer CHECK (threshold >= 1),
    display_order smallint NOT NULL UNIQUE,
    -- How many have it; kept by the triggers of `user_badges`.
    holder_count integer NOT NULL DEFAULT 0 CHECK (holder_count >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT badges_threshold_unless_granted CHECK ((threshold IS NULL) = (criterion = 'granted'))
);

CREATE TABLE user_badges (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    badge_id uuid NOT NULL REFERENCES badges ON DELETE CASCADE,
    earned_at timestamptz NOT NULL DEFAULT now(),
    -- Awarded once; serves badges.of_user.
    PRIMARY KEY (user_id, badge_id)
);

-- foreign key
CREATE INDEX idx_user_badges_badge ON user_badges (badge_id);

-- One row: up to when facts were looked at, and the task's lock.
CREATE TABLE badge_checks (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    checked_at timestamptz NOT NULL DEFAULT '-infinity'
);

INSERT INTO badge_checks DEFAULT VALUES;
REVOKE INSERT, DELETE ON badge_checks FROM neurmatic_app;

CREATE FUNCTION count_badges() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
    PERFORM FROM badges WHERE id IN (SELECT badge_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE badges SET holder_count = holder_count + sign * change.n
    FROM (SELECT badge_id, count(*)::integer AS n FROM changed GROUP BY badge_id) AS change
    WHERE badges.id = change.badge_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_badges_added AFTER INSERT ON user_badges
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_badges();
CREATE TRIGGER count_badges_removed AFTER DELETE ON user_badges
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_badges();

INSERT INTO badges (id, slug, name, description, badge_type, category, criterion, threshold, display_order)
SELECT ('0198c0de-bad6-7000-8000-' || lpad(n::text, 12, '0'))::uuid, slug, name, description, badge_type::badge_type,
       category::badge_category, criterion::badge_criterion, threshold, n
FROM (VALUES
    (1, 'first-post', 'First Post', 'Began a topic.', 'bronze', 'activity', 'topics', 1),
    (2, 'discussion-starter', 'Discussion Starter', 'Began 10 topics.', 'silver', 'activity', 'topics', 10),
    (3, 'topic-creator', 'Topic Creator', 'Began 50 topics.', 'gold', 'activity', 'topics', 50),
    (4, 'first-reply', 'First Reply', 'Replied to a topic.', 'bronze', 'activity', 'replies', 1),
    (5, 'conversationalist', 'Conversationalist', 'Wrote 50 replies.', 'bronze', 'activity', 'replies', 50),
    (6, 'contributor', 'Contributor', 'Wrote 100 replies.', 'silver', 'activity', 'replies', 100),
    (7, 'prolific', 'Prolific', 'Wrote 500 replies.', 'gold', 'activity', 'replies', 500),
    (8, 'streak-master', 'Streak Master', 'Wrote on 7 days in a row.', 'silver', 'activity', 'streak_days', 7),
    (9, 'dedication', 'Dedication', 'Wrote on 30 days in a row.', 'gold', 'activity', 'streak_days', 30),
    (10, 'helpful', 'Helpful', 'Was voted up 50 times.', 'bronze', 'skill', 'upvotes', 50),
    (11, 'popular', 'Popular', 'Was voted up 100 times.', 'silver', 'skill', 'upvotes', 100),
    (12, 'renowned', 'Renowned', 'Was voted up 500 times.', 'gold', 'skill', 'upvotes', 500),
    (13, 'legendary', 'Legendary', 'Was voted up 1,000 times.', 'platinum', 'skill', 'upvotes', 1000),
    (14, 'accepted-answer', 'Accepted Answer', 'Answered somebody''s question.', 'bronze', 'skill', 'accepted_answers', 1),
    (15, 'solution-provider', 'Solution Provider', 'Answered 10 questions.', 'silver', 'skill', 'accepted_answers', 10),
    (16, 'expert', 'Expert', 'Answered 50 questions.', 'gold', 'skill', 'accepted_answers', 50),
    (17, 'reputation-100', 'Rising', 'Earned 100 points of reputation.', 'bronze', 'skill', 'reputation', 100),
    (18, 'reputation-500', 'Respected', 'Earned 500 points of reputation.', 'silver', 'skill', 'reputation', 500),
    (19, 'reputation-1000', 'Trusted', 'Earned 1,000 points of reputation.', 'gold', 'skill', 'reputation', 1000),
    (20, 'reputation-2500', 'Eminent', 'Earned 2,500 points of reputation.', 'platinum', 'skill', 'reputation', 2500),
    (21, 'beta-tester', 'Beta Tester', 'Helped before everybody was let in; given by hand.', 'gold', 'special', 'granted', NULL),
    (22, 'prompt-master', 'Prompt Master', 'Shared 10 topics of their own.', 'gold', 'special', 'topics', 10),
    (23, 'rag-expert', 'RAG Expert', 'Answered 20 questions.', 'gold', 'special', 'accepted_answers', 20),
    (24, 'civic-duty', 'Civic Duty', 'Voted 100 times.', 'silver', 'special', 'votes_cast', 100),
    (25, 'electorate', 'Electorate', 'Voted 500 times.', 'gold', 'special', 'votes_cast', 500)
) AS b (n, slug, name, description, badge_type, category, criterion, threshold);
