-- analytics.write_platform_day: what happened on the platform on a day, from what it left; topics and replies by the ledger, which
-- holds what counts now. Written whole: whoever writes the same day at once waits here. Reads the month's part of views and
-- events; uses idx_users_created, idx_articles_published, idx_reputation_events_created, idx_jobs_status_published,
-- idx_job_applications_applied.
WITH viewed AS MATERIALIZED (
    SELECT user_id, viewer_hash AS visitor_hash FROM article_views WHERE viewed_at >= $2 AND viewed_at < $3
), told AS MATERIALIZED (
    SELECT kind, user_id, visitor_hash FROM analytics_events WHERE day = $1
), wrote AS MATERIALIZED (
    SELECT event_type, user_id
    FROM reputation_events
    WHERE created_at >= $2 AND created_at < $3 AND event_type IN ('topic_created', 'reply_created')
), applied AS MATERIALIZED (
    SELECT user_id FROM job_applications WHERE applied_at >= $2 AND applied_at < $3
)
INSERT INTO platform_days AS known (
    day, signups, active_users, visitors, articles, topics, replies, jobs, applications, views, reads, shares, page_views,
    searches, events, updated_at)
SELECT $1,
       (SELECT count(*) FROM users WHERE created_at >= $2 AND created_at < $3),
       (SELECT count(user_id)
        FROM (SELECT user_id FROM viewed UNION SELECT user_id FROM told UNION SELECT user_id FROM wrote
              UNION SELECT user_id FROM applied) AS active),
       (SELECT count(*) FROM (SELECT visitor_hash FROM viewed UNION SELECT visitor_hash FROM told) AS visiting),
       (SELECT count(*) FROM articles WHERE status = 'published' AND published_at >= $2 AND published_at < $3),
       (SELECT count(*) FROM wrote WHERE event_type = 'topic_created'),
       (SELECT count(*) FROM wrote WHERE event_type = 'reply_created'),
       (SELECT count(*) FROM jobs
        WHERE status IN ('active', 'paused', 'closed', 'filled') AND published_at >= $2 AND published_at < $3),
       (SELECT count(*) FROM applied),
       (SELECT count(*) FROM viewed),
       count(*) FILTER (WHERE kind = 'article_read'),
       count(*) FILTER (WHERE kind = 'article_share'),
       count(*) FILTER (WHERE kind = 'page_view'),
       count(*) FILTER (WHERE kind = 'search'),
       count(*),
       now()
FROM told
ON CONFLICT (day)
DO UPDATE SET signups = excluded.signups, active_users = excluded.active_users, visitors = excluded.visitors,
              articles = excluded.articles, topics = excluded.topics, replies = excluded.replies, jobs = excluded.jobs,
              applications = excluded.applications, views = excluded.views, reads = excluded.reads,
              shares = excluded.shares, page_views = excluded.page_views, searches = excluded.searches,
              events = excluded.events, updated_at = excluded.updated_at
