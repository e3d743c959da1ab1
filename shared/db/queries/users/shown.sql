-- users.shown: where public answers show a user's name: lists of articles and of topics, and the topics of the last 200
-- replies. Uses idx_articles_author_status_published, idx_topics_author_created, idx_replies_author_created.
SELECT EXISTS (SELECT FROM articles WHERE author_id = $1 AND status = 'published') AS in_articles,
       EXISTS (SELECT FROM topics WHERE author_id = $1 AND is_listed) AS in_topics,
       ARRAY(SELECT DISTINCT topic_id
             FROM (SELECT topic_id FROM replies WHERE author_id = $1 ORDER BY created_at DESC, id DESC LIMIT 200) AS newest
       ) AS replied_topics
