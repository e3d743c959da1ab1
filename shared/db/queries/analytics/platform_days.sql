-- analytics.platform_days: what happened on the platform from one day to another, day by day. By primary key.
SELECT day, signups, active_users, visitors, articles, topics, replies, jobs, applications, views, reads, shares, page_views,
       searches, events, updated_at
FROM platform_days
WHERE day BETWEEN $1 AND $2
ORDER BY day
