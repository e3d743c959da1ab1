-- no-transaction
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY IF EXISTS idx_articles_title_search;
DROP INDEX CONCURRENTLY IF EXISTS idx_topics_title_search;
DROP INDEX CONCURRENTLY IF EXISTS idx_jobs_title_search;
