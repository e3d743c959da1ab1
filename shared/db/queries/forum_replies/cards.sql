-- forum_replies.cards: replies whole, in the order of the given ids; visible ones only. By primary keys.
SELECT r.id, r.topic_id, r.content, u.id AS author_id, u.username AS author_username,
       coalesce(p.display_name, u.username) AS author_name,
       r.parent_id, r.quoted_id, r.depth::int4 AS depth, r.vote_score, r.upvote_count, r.downvote_count,
       r.revision, r.created_at, r.edited_at
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
JOIN replies r ON r.id = wanted.id
LEFT JOIN users u ON u.id = r.author_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = u.id
WHERE r.is_visible
ORDER BY wanted.place
