-- forum_topics.get: one topic whole, by its id or its slug, if the reader may see it; a moderator sees hidden ones too. By
-- primary key or the unique slug.
SELECT t.id, t.slug, t.title, t.content, t.type::text AS kind, t.status::text AS status,
       u.id AS author_id, u.username AS author_username, coalesce(p.display_name, u.username) AS author_name,
       c.id AS category_id, c.slug AS category_slug, c.name AS category_name,
       t.is_pinned, t.is_locked, t.is_hidden, t.accepted_reply_id,
       t.reply_count, t.vote_score, t.upvote_count, t.downvote_count, t.revision,
       t.created_at, t.edited_at, t.last_reply_at, t.last_activity_at,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'slug', g.slug, 'name', g.name) ORDER BY g.slug), '[]')
        FROM topic_tags x JOIN forum_tags g ON g.id = x.tag_id WHERE x.topic_id = t.id) AS tags
FROM topics t
JOIN forum_categories c ON c.id = t.category_id
LEFT JOIN users u ON u.id = t.author_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = u.id
WHERE t.visibility = ANY($3::text[]::category_visibility[])
  AND t.status <> 'archived'
  AND NOT t.is_hidden -- when listed
  AND t.id = $1 -- when by_id
  AND t.slug = $2 -- when by_slug
