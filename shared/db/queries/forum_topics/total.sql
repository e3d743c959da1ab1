-- forum_topics.total: how many topics a reader may see, from the counters that triggers keep. By primary key.
SELECT coalesce(sum(n), 0)::int8 AS n
FROM row_counts
WHERE name IN (SELECT 'forum.topics.' || seen FROM unnest($1::text[]) AS seen)
