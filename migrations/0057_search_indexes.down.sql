-- no-transaction
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY IF EXISTS idx_companies_name_prefix;
DROP INDEX CONCURRENTLY IF EXISTS idx_jobs_title_prefix;
DROP INDEX CONCURRENTLY IF EXISTS idx_topics_title_prefix;
DROP INDEX CONCURRENTLY IF EXISTS idx_articles_title_prefix;
DROP INDEX CONCURRENTLY IF EXISTS idx_profiles_name_prefix;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_username_prefix;
DROP INDEX CONCURRENTLY IF EXISTS idx_profiles_search;
DROP INDEX CONCURRENTLY IF EXISTS idx_replies_search;
