-- forum_topics.seen: a topic as far as its replies' readers need it, if they may see it; a moderator sees hidden ones too.
-- By primary key or the unique slug.
SELECT t.id, t.reply_count, t.accepted_reply_id
FROM topics t
WHERE t.visibility = ANY($3::text[]::category_visibility[])
  AND t.status <> 'archived'
  AND NOT t.is_hidden -- when listed
  AND t.id = $1 -- when by_id
  AND t.slug = $2 -- when by_slug
