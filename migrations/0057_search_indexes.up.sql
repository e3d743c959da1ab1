-- no-transaction
SET lock_timeout = '2s';
-- search.replies
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_replies_search ON replies USING gin (search_vector) WHERE is_visible;
-- search.users
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_profiles_search ON profiles USING gin (search_vector);
-- search.users, search.suggest, accounts.search: names that begin with a text
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_username_prefix ON users (lower(username) text_pattern_ops);
-- search.suggest
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_profiles_name_prefix ON profiles (lower(display_name) text_pattern_ops);
-- search.suggest
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_articles_title_prefix
    ON articles (lower(title) text_pattern_ops) WHERE status = 'published';
-- search.suggest
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_topics_title_prefix ON topics (lower(title) text_pattern_ops) WHERE is_listed;
-- search.suggest
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_jobs_title_prefix ON jobs (lower(title) text_pattern_ops) WHERE status = 'active';
-- search.suggest
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_companies_name_prefix ON companies (lower(name) text_pattern_ops);
