-- The forum: categories, topics with their tags, replies, and who watches what. What people wrote is never removed from
-- the tables: topics are archived, replies marked as deleted.

CREATE TYPE category_visibility AS ENUM ('public', 'private', 'moderator_only');
CREATE TYPE topic_type AS ENUM ('discussion', 'question', 'showcase', 'tutorial', 'announcement', 'paper');
CREATE TYPE topic_status AS ENUM ('open', 'closed', 'resolved', 'archived');
CREATE TYPE watch_level AS ENUM ('watch', 'mute');

CREATE TABLE forum_categories (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 2 AND 100),
    -- Unique serves forum_taxonomy.category_with_children.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) BETWEEN 2 AND 100 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    description text CHECK (char_length(description) <= 500),
    icon text CHECK (char_length(icon) <= 50),
    guidelines text CHECK (char_length(guidelines) <= 5000),
    parent_id uuid REFERENCES forum_categories ON DELETE RESTRICT,
    -- 1 at the top, 2 below a parent; no deeper.
    level smallint NOT NULL DEFAULT 1 CHECK (level IN (1, 2)),
    display_order integer NOT NULL DEFAULT 0,
    -- private: whoever is signed in; moderator_only: moderators and admins.
    visibility category_visibility NOT NULL DEFAULT 'public',
    is_active boolean NOT NULL DEFAULT true,
    -- Listed topics of the category itself, without its children; kept by the triggers of `topics`.
    topic_count integer NOT NULL DEFAULT 0 CHECK (topic_count >= 0),
    follower_count integer NOT NULL DEFAULT 0 CHECK (follower_count >= 0),
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT forum_categories_level_matches_parent CHECK ((level = 1) = (parent_id IS NULL)),
    -- What topics refer to, so that a topic's visibility is its category's, whatever happens at once.
    UNIQUE (id, visibility)
);

-- forum_taxonomy.category_with_children; foreign key
CREATE INDEX idx_forum_categories_parent ON forum_categories (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE forum_tags (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
    -- Unique serves forum_taxonomy.tags_by_slugs.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) <= 50 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    -- Listed topics of public categories that carry the tag; kept by the triggers of `topic_tags`.
    usage_count integer NOT NULL DEFAULT 0 CHECK (usage_count >= 0),
    follower_count integer NOT NULL DEFAULT 0 CHECK (follower_count >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- forum_taxonomy.tags, the most used first; a tag that no public topic has is nobody's business
CREATE INDEX idx_forum_tags_usage ON forum_tags (usage_count DESC, id DESC) WHERE usage_count > 0;

CREATE TABLE topics (
    id uuid PRIMARY KEY,
    title text NOT NULL CHECK (char_length(title) BETWEEN 5 AND 255),
    -- Unique serves forum_topics.get.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) BETWEEN 3 AND 255 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    content text NOT NULL CHECK (char_length(content) BETWEEN 10 AND 50000),
    author_id uuid REFERENCES users ON DELETE SET NULL,
    category_id uuid NOT NULL,
    -- The category's, by the foreign key below: never another, and changed with it.
    visibility category_visibility NOT NULL,
    type topic_type NOT NULL DEFAULT 'discussion',
    -- archived: taken away by its author or a moderator.
    status topic_status NOT NULL DEFAULT 'open',
    is_pinned boolean NOT NULL DEFAULT false,
    is_locked boolean NOT NULL DEFAULT false,
    -- By five reports, or by a moderator's decision on one.
    is_hidden boolean NOT NULL DEFAULT false,
    -- Its words look like spam; a moderator has it in the queue.
    is_flagged boolean NOT NULL DEFAULT false,
    is_listed boolean NOT NULL GENERATED ALWAYS AS (NOT is_hidden AND status <> 'archived') STORED,
    -- Kept by the triggers of `replies`; visible replies only.
    reply_count integer NOT NULL DEFAULT 0 CHECK (reply_count >= 0),
    last_reply_at timestamptz,
    last_activity_at timestamptz NOT NULL DEFAULT now(),
    -- Kept by the triggers of `topic_votes`.
    vote_score integer NOT NULL DEFAULT 0,
    upvote_count integer NOT NULL DEFAULT 0 CHECK (upvote_count >= 0),
    downvote_count integer NOT NULL DEFAULT 0 CHECK (downvote_count >= 0),
    accepted_reply_id uuid,
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    edited_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', content), 'B')
    ) STORED,
    FOREIGN KEY (category_id, visibility) REFERENCES forum_categories (id, visibility) ON UPDATE CASCADE,
    CONSTRAINT topics_score_is_the_votes CHECK (vote_score = upvote_count - downvote_count),
    CONSTRAINT topics_only_questions_have_answers CHECK (accepted_reply_id IS NULL OR type = 'question')
);

-- forum_topics.list, the order when none is asked for: pinned ones first
CREATE INDEX idx_topics_pinned_created ON topics (is_pinned DESC, created_at DESC, id DESC) WHERE is_listed;
-- forum_topics.list of a category, pinned ones first; foreign key
CREATE INDEX idx_topics_category_pinned_created
    ON topics (category_id, is_listed, is_pinned DESC, created_at DESC, id DESC);
-- forum_topics.list of an author; foreign key
CREATE INDEX idx_topics_author_created ON topics (author_id, created_at DESC, id DESC);
-- forum_topics.list sort=createdAt, forum_topics.search of a word that most hold
CREATE INDEX idx_topics_created ON topics (created_at DESC, id DESC) WHERE is_listed;
-- forum_topics.list of a type
CREATE INDEX idx_topics_type_created ON topics (type, created_at DESC, id DESC) WHERE is_listed;
-- forum_topics.list of a status
CREATE INDEX idx_topics_status_created ON topics (status, created_at DESC, id DESC) WHERE is_listed;
-- forum_topics.list sort=lastActivityAt
CREATE INDEX idx_topics_activity ON topics (last_activity_at DESC, id DESC) WHERE is_listed;
-- forum_topics.list sort=replyCount
CREATE INDEX idx_topics_replies ON topics (reply_count DESC, id DESC) WHERE is_listed;
-- forum_topics.list sort=voteScore
CREATE INDEX idx_topics_votes ON topics (vote_score DESC, id DESC) WHERE is_listed;
-- forum_topics.list of the unanswered
CREATE INDEX idx_topics_unanswered_created ON topics (created_at DESC, id DESC)
    WHERE is_listed AND type = 'question' AND accepted_reply_id IS NULL AND NOT is_locked;
-- forum_topics.list of the unanswered, sort=voteScore
CREATE INDEX idx_topics_unanswered_votes ON topics (vote_score DESC, id DESC)
    WHERE is_listed AND type = 'question' AND accepted_reply_id IS NULL AND NOT is_locked;
-- forum_topics.search
CREATE INDEX idx_topics_search ON topics USING gin (search_vector) WHERE is_listed;

CREATE TABLE topic_tags (
    topic_id uuid NOT NULL REFERENCES topics ON DELETE CASCADE,
    tag_id uuid NOT NULL REFERENCES forum_tags ON DELETE CASCADE,
    -- The topic's, which never changes: the newest topics of a tag are one index range.
    topic_created_at timestamptz NOT NULL,
    -- The topic's while it is listed, else null. Triggers keep it: never write it.
    visibility category_visibility,
    PRIMARY KEY (topic_id, tag_id)
);

-- forum_topics.list of a tag or of several; foreign key
CREATE INDEX idx_topic_tags_tag_created ON topic_tags (tag_id, topic_created_at DESC, topic_id DESC);

CREATE TABLE replies (
    id uuid PRIMARY KEY,
    topic_id uuid NOT NULL REFERENCES topics ON DELETE CASCADE,
    author_id uuid REFERENCES users ON DELETE SET NULL,
    content text NOT NULL CHECK (char_length(content) BETWEEN 10 AND 10000),
    parent_id uuid,
    quoted_id uuid,
    -- 0 for an answer to the topic itself, one more than its parent's otherwise.
    depth smallint NOT NULL DEFAULT 0,
    is_hidden boolean NOT NULL DEFAULT false,
    deleted_at timestamptz,
    is_visible boolean NOT NULL GENERATED ALWAYS AS (NOT is_hidden AND deleted_at IS NULL) STORED,
    -- Kept by the triggers of `reply_votes`.
    vote_score integer NOT NULL DEFAULT 0,
    upvote_count integer NOT NULL DEFAULT 0 CHECK (upvote_count >= 0),
    downvote_count integer NOT NULL DEFAULT 0 CHECK (downvote_count >= 0),
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    edited_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- What parents, quotes and accepted replies refer to: they are of the same topic.
    UNIQUE (topic_id, id),
    FOREIGN KEY (topic_id, parent_id) REFERENCES replies (topic_id, id) ON DELETE CASCADE,
    FOREIGN KEY (topic_id, quoted_id) REFERENCES replies (topic_id, id) ON DELETE SET NULL (quoted_id),
    CONSTRAINT replies_depth_below_three CHECK (depth BETWEEN 0 AND 2),
    CONSTRAINT replies_depth_matches_parent CHECK ((depth = 0) = (parent_id IS NULL)),
    CONSTRAINT replies_score_is_the_votes CHECK (vote_score = upvote_count - downvote_count)
);

-- forum_replies.list, oldest and newest first
CREATE INDEX idx_replies_topic_created ON replies (topic_id, created_at, id) WHERE is_visible;
-- forum_replies.list sort=votes
CREATE INDEX idx_replies_topic_votes ON replies (topic_id, vote_score DESC, id DESC) WHERE is_visible;
-- foreign key
CREATE INDEX idx_replies_author ON replies (author_id);
-- foreign key
CREATE INDEX idx_replies_parent ON replies (topic_id, parent_id) WHERE parent_id IS NOT NULL;
-- foreign key
CREATE INDEX idx_replies_quoted ON replies (topic_id, quoted_id) WHERE quoted_id IS NOT NULL;

-- Served by the primary key.
ALTER TABLE topics ADD FOREIGN KEY (id, accepted_reply_id) REFERENCES replies (topic_id, id)
    ON DELETE SET NULL (accepted_reply_id);

CREATE TABLE topic_watches (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    topic_id uuid NOT NULL REFERENCES topics ON DELETE CASCADE,
    level watch_level NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, topic_id)
);

-- foreign key
CREATE INDEX idx_topic_watches_topic ON topic_watches (topic_id);
