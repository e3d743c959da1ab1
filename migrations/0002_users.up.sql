-- Accounts and what they say about themselves.

CREATE TYPE user_role AS ENUM ('visitor', 'user', 'premium', 'company', 'moderator', 'admin');
CREATE TYPE account_type AS ENUM ('individual', 'company');
CREATE TYPE user_status AS ENUM ('active', 'suspended', 'banned', 'deleted');
CREATE TYPE availability_status AS ENUM ('not_looking', 'open', 'actively_looking');

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (char_length(email) <= 255 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    email_verified_at timestamptz,
    -- An argon2id string; null for an account that has no password (yet).
    password_hash text CHECK (char_length(password_hash) <= 255),
    username text NOT NULL CHECK (username ~ '^[A-Za-z0-9][A-Za-z0-9_-]{2,49}$'),
    role user_role NOT NULL DEFAULT 'user',
    account_type account_type NOT NULL DEFAULT 'individual',
    status user_status NOT NULL DEFAULT 'active',
    timezone text NOT NULL DEFAULT 'UTC' CHECK (char_length(timezone) BETWEEN 1 AND 50),
    locale text NOT NULL DEFAULT 'en' CHECK (char_length(locale) BETWEEN 2 AND 10),
    last_login_at timestamptz,
    login_count integer NOT NULL DEFAULT 0 CHECK (login_count >= 0),
    follower_count integer NOT NULL DEFAULT 0 CHECK (follower_count >= 0),
    following_count integer NOT NULL DEFAULT 0 CHECK (following_count >= 0),
    -- Kept by the triggers of `bookmarks`; 500 is the most an account may have.
    bookmark_count integer NOT NULL DEFAULT 0 CHECK (bookmark_count BETWEEN 0 AND 500),
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- users.by_email (login, register); one account an address, whatever its case
CREATE UNIQUE INDEX idx_users_email ON users (lower(email));
-- users.by_username (profile pages, register); one account a name, whatever its case
CREATE UNIQUE INDEX idx_users_username ON users (lower(username));
-- users.list_by_role (administration), migrate create-admin
CREATE INDEX idx_users_role_created ON users (role, created_at DESC, id DESC);
-- users.list_by_status (administration): who was seen last
CREATE INDEX idx_users_status_login ON users (status, last_login_at DESC, id DESC);

CREATE TABLE profiles (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    display_name text CHECK (char_length(display_name) <= 100),
    headline text CHECK (char_length(headline) <= 200),
    bio text CHECK (char_length(bio) <= 5000),
    avatar_url text CHECK (char_length(avatar_url) <= 500),
    cover_image_url text CHECK (char_length(cover_image_url) <= 500),
    location text CHECK (char_length(location) <= 100),
    website text CHECK (char_length(website) <= 255),
    github_url text CHECK (char_length(github_url) <= 255),
    linkedin_url text CHECK (char_length(linkedin_url) <= 255),
    twitter_url text CHECK (char_length(twitter_url) <= 255),
    huggingface_url text CHECK (char_length(huggingface_url) <= 255),
    pronouns text CHECK (char_length(pronouns) <= 50),
    availability_status availability_status NOT NULL DEFAULT 'not_looking',
    years_experience smallint CHECK (years_experience BETWEEN 0 AND 100),
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
