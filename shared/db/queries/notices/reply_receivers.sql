-- notices.reply_receivers: whom a reply concerns, each once and by what concerns him most: who is answered, who is named,
-- who began the topic, who watches it. In the order of their ids, after one of them. Uses idx_topic_watches_topic and
-- idx_users_username.
WITH reply AS (
    SELECT r.topic_id, r.parent_id, t.author_id AS topic_author_id
    FROM replies r
    JOIN topics t ON t.id = r.topic_id
    WHERE r.id = $1
), concerned AS (
    SELECT parent.author_id AS user_id, 'comment_reply' AS type, 1 AS place
    FROM reply
    JOIN replies parent ON parent.id = reply.parent_id
    UNION ALL
    SELECT id, 'mention', 2 FROM users WHERE lower(username) = ANY($2::text[])
    UNION ALL
    SELECT topic_author_id, 'topic_reply', 3 FROM reply
    UNION ALL
    SELECT w.user_id, 'topic_reply', 4
    FROM reply
    JOIN topic_watches w ON w.topic_id = reply.topic_id
    WHERE w.level = 'watch'
)
SELECT DISTINCT ON (user_id) user_id, type
FROM concerned
WHERE user_id > $3
ORDER BY user_id, place
LIMIT $4
