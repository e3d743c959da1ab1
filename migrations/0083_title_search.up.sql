-- no-transaction
SET lock_timeout = '2s';
-- search.articles: whose title matches, however many newer ones match anywhere
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_articles_title_search
    ON articles USING gin (to_tsvector('english', title)) WHERE status = 'published';
-- search.topics: the same
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_topics_title_search
    ON topics USING gin (to_tsvector('english', title)) WHERE is_listed;
-- search.jobs: the same
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_jobs_title_search
    ON jobs USING gin (to_tsvector('english', title)) WHERE status = 'active';
