-- analytics.article_days: what an article was to its readers on each of $3 days from $2 on. By primary key.
SELECT past.day, coalesce(d.views, 0) AS views, coalesce(d.viewers, 0) AS viewers, coalesce(d.reads, 0) AS reads,
       coalesce(d.read_secs, 0) AS read_secs, coalesce(d.shares, 0) AS shares
FROM (SELECT $2::date + n AS day FROM generate_series(0, $3::integer - 1) AS n) AS past
LEFT JOIN article_days d ON d.article_id = $1 AND d.day = past.day
ORDER BY past.day
