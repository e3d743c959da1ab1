-- Articles, their categories, tags and earlier versions.

CREATE TYPE article_status AS ENUM ('draft', 'review', 'scheduled', 'published', 'archived');
CREATE TYPE content_format AS ENUM ('markdown', 'html');
CREATE TYPE difficulty_level AS ENUM ('beginner', 'intermediate', 'advanced');

CREATE TABLE news_categories (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    -- Unique serves categories.by_slug.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) <= 100 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    description text,
    icon text CHECK (char_length(icon) <= 50),
    parent_id uuid REFERENCES news_categories ON DELETE RESTRICT,
    -- 1 at the top, 2 below a parent; no deeper.
    level smallint NOT NULL DEFAULT 1 CHECK (level IN (1, 2)),
    display_order integer NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    -- Published articles of the category itself, without its children; kept by the triggers of `articles`.
    article_count integer NOT NULL DEFAULT 0 CHECK (article_count >= 0),
    follower_count integer NOT NULL DEFAULT 0 CHECK (follower_count >= 0),
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT news_categories_level_matches_parent CHECK ((level = 1) = (parent_id IS NULL))
);

-- categories.tree (children in their order), articles.list with a parent category; foreign key
CREATE INDEX idx_news_categories_parent_order ON news_categories (parent_id, display_order);

CREATE TABLE news_tags (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 1 AND 50),
    -- Unique serves tags.by_slugs.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) <= 50 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    description text,
    -- Published articles that carry the tag; kept by the triggers of `article_tags`.
    usage_count integer NOT NULL DEFAULT 0 CHECK (usage_count >= 0),
    follower_count integer NOT NULL DEFAULT 0 CHECK (follower_count >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- tags.list_most_used
CREATE INDEX idx_news_tags_usage ON news_tags (usage_count DESC, id DESC);

CREATE TABLE articles (
    id uuid PRIMARY KEY,
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 255),
    -- Unique serves articles.by_slug, whatever the status.
    slug text NOT NULL UNIQUE CHECK (char_length(slug) BETWEEN 3 AND 255 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    summary text NOT NULL CHECK (char_length(summary) BETWEEN 1 AND 500),
    content text NOT NULL CHECK (content <> '' AND octet_length(content) <= 1048576),
    content_format content_format NOT NULL DEFAULT 'markdown',
    featured_image_url text CHECK (char_length(featured_image_url) <= 500),
    author_id uuid REFERENCES users ON DELETE SET NULL,
    -- Shown when there is no account behind the author.
    author_name text CHECK (char_length(author_name) BETWEEN 1 AND 100),
    source_url text CHECK (char_length(source_url) <= 500),
    category_id uuid NOT NULL REFERENCES news_categories ON DELETE RESTRICT,
    status article_status NOT NULL DEFAULT 'draft',
    scheduled_at timestamptz,
    published_at timestamptz,
    difficulty_level difficulty_level,
    reading_time_minutes smallint CHECK (reading_time_minutes BETWEEN 1 AND 300),
    -- Moved by `counters:flush` only, from counter_deltas.
    view_count bigint NOT NULL DEFAULT 0 CHECK (view_count >= 0),
    bookmark_count integer NOT NULL DEFAULT 0 CHECK (bookmark_count >= 0),
    share_count integer NOT NULL DEFAULT 0 CHECK (share_count >= 0),
    meta_title text CHECK (char_length(meta_title) <= 255),
    meta_description text CHECK (char_length(meta_description) <= 500),
    is_featured boolean NOT NULL DEFAULT false,
    is_trending boolean NOT NULL DEFAULT false,
    created_by_id uuid NOT NULL REFERENCES users ON DELETE RESTRICT,
    updated_by_id uuid REFERENCES users ON DELETE SET NULL,
    -- Bumped by every statement that edits, never by a counter.
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- When readers last saw new words: null until a published article is edited.
    edited_at timestamptz,
    -- The first 200,000 characters of the content: a tsvector holds at most 1 MB.
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', summary), 'B')
        || setweight(to_tsvector('english', left(content, 200000)), 'C')
    ) STORED,
    CONSTRAINT articles_scheduled_has_time CHECK (status <> 'scheduled' OR scheduled_at IS NOT NULL),
    CONSTRAINT articles_published_has_time CHECK (status <> 'published' OR published_at IS NOT NULL)
);

-- articles.list newest first, feed, sitemap, keyset (published_at, id)
CREATE INDEX idx_articles_published ON articles (published_at DESC, id DESC) WHERE status = 'published';
-- articles.list of a category, related articles of the same category; foreign key
CREATE INDEX idx_articles_category_status_published ON articles (category_id, status, published_at DESC, id DESC);
-- articles.list of an author; foreign key
CREATE INDEX idx_articles_author_status_published ON articles (author_id, status, published_at DESC, id DESC);
-- articles.list of a difficulty
CREATE INDEX idx_articles_difficulty_published ON articles (difficulty_level, published_at DESC, id DESC) WHERE status = 'published';
-- articles.list of the featured ones
CREATE INDEX idx_articles_featured ON articles (published_at DESC, id DESC) WHERE status = 'published' AND is_featured;
-- articles.list_trending
CREATE INDEX idx_articles_trending ON articles (published_at DESC, id DESC) WHERE status = 'published' AND is_trending;
-- articles.list sort=viewCount, articles.list_popular
CREATE INDEX idx_articles_views ON articles (view_count DESC, id DESC) WHERE status = 'published';
-- articles.list sort=bookmarkCount
CREATE INDEX idx_articles_bookmarks ON articles (bookmark_count DESC, id DESC) WHERE status = 'published';
-- articles.due: scheduled ones whose time has come (article:publish)
CREATE INDEX idx_articles_scheduled ON articles (scheduled_at) WHERE status = 'scheduled';
-- articles.search
CREATE INDEX idx_articles_search ON articles USING gin (search_vector) WHERE status = 'published';
-- foreign key
CREATE INDEX idx_articles_created_by ON articles (created_by_id);
-- foreign key
CREATE INDEX idx_articles_updated_by ON articles (updated_by_id) WHERE updated_by_id IS NOT NULL;

-- In both join tables `published_at` is the article's while it is published, else null. It is there so that the newest
-- articles of a tag or a model are one index range, however popular or rare it is. Triggers keep it: never write it.
CREATE TABLE article_tags (
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    tag_id uuid NOT NULL REFERENCES news_tags ON DELETE CASCADE,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (article_id, tag_id)
);

-- articles.list of a tag or of several, related articles by shared tags; foreign key
CREATE INDEX idx_article_tags_tag_published ON article_tags (tag_id, published_at DESC, article_id DESC);

CREATE TABLE article_models (
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    model_id uuid NOT NULL REFERENCES llm_models ON DELETE CASCADE,
    is_primary boolean NOT NULL DEFAULT false,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (article_id, model_id)
);

-- at most one primary model an article
CREATE UNIQUE INDEX idx_article_models_primary ON article_models (article_id) WHERE is_primary;
-- articles.list of a model; foreign key
CREATE INDEX idx_article_models_model_published ON article_models (model_id, published_at DESC, article_id DESC);

-- The text as it was before each edit. Unique serves revisions.list, newest number first.
CREATE TABLE article_revisions (
    id uuid PRIMARY KEY,
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    revision_number integer NOT NULL CHECK (revision_number >= 1),
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 255),
    summary text CHECK (char_length(summary) <= 500),
    content text NOT NULL CHECK (octet_length(content) <= 1048576),
    content_format content_format NOT NULL DEFAULT 'markdown',
    changed_by_id uuid REFERENCES users ON DELETE SET NULL,
    change_summary text CHECK (char_length(change_summary) <= 500),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (article_id, revision_number)
);

-- foreign key
CREATE INDEX idx_article_revisions_changed_by ON article_revisions (changed_by_id) WHERE changed_by_id IS NOT NULL;
