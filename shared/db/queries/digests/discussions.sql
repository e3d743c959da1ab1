-- digests.discussions: the public topics of a span with the most replies. Uses idx_topics_created.
SELECT title, reply_count || CASE reply_count WHEN 1 THEN ' reply' ELSE ' replies' END AS text, '/forum/topics/' || slug AS path
FROM topics
WHERE is_listed AND visibility = 'public' AND created_at > $1 AND created_at <= $2
ORDER BY reply_count DESC, vote_score DESC, created_at DESC, id DESC
LIMIT $3
