-- export.topics: a user's topics, those taken away too, after an id. Uses idx_topics_author_created.
SELECT 'topics' AS part, id AS key, jsonb_build_object(
    'id', id, 'slug', slug, 'title', title, 'content', content, 'type', type, 'status', status, 'categoryId', category_id,
    'voteScore', vote_score, 'replyCount', reply_count, 'createdAt', created_at, 'editedAt', edited_at) AS body
FROM topics
WHERE author_id = $1 AND id > $2
ORDER BY id
LIMIT $3
