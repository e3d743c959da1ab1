-- articles.popular: the most viewed published articles. Uses idx_articles_views.
SELECT id FROM articles WHERE status = 'published' ORDER BY view_count DESC, id DESC LIMIT $1
