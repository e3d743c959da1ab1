-- analytics.article: an article's author and all that was counted of it so far. By primary keys.
SELECT a.author_id, a.status = 'published' AS is_published, a.view_count, a.bookmark_count, a.share_count,
       coalesce(sum(d.reads), 0)::int8 AS reads, coalesce(sum(d.read_secs), 0)::int8 AS read_secs
FROM articles a
LEFT JOIN article_days d ON d.article_id = a.id
WHERE a.id = $1
GROUP BY a.id
