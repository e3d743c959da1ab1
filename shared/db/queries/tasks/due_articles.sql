-- tasks.due_articles: scheduled articles whose time has come, the longest due first. Uses idx_articles_scheduled.
SELECT id
FROM articles
WHERE status = 'scheduled' AND scheduled_at <= now()
ORDER BY scheduled_at
LIMIT $1
