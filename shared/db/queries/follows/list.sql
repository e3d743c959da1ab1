-- follows.list: what a user follows and may see, newest first, after a position. Uses idx_follows_follower_created, the rest
-- by primary keys.
SELECT f.target_type::text AS target_type, f.target_id,
       coalesce(u.username, c.slug, m.slug, nt.slug, ft.slug, nc.slug, fc.slug) AS slug,
       coalesce(p.display_name, u.username, c.name, m.name, nt.name, ft.name, nc.name, fc.name) AS name,
       coalesce(p.avatar_url, c.logo_url, m.logo_url) AS image_url, coalesce(ft.id, fc.id) IS NOT NULL AS is_of_forum,
       f.created_at
FROM follows f
LEFT JOIN users u ON f.target_type = 'user' AND u.id = f.target_id AND u.status = 'active'
LEFT JOIN profiles p ON p.user_id = u.id
LEFT JOIN companies c ON f.target_type = 'company' AND c.id = f.target_id
LEFT JOIN llm_models m ON f.target_type = 'model' AND m.id = f.target_id
LEFT JOIN news_tags nt ON f.target_type = 'tag' AND nt.id = f.target_id
LEFT JOIN forum_tags ft ON f.target_type = 'tag' AND ft.id = f.target_id
LEFT JOIN news_categories nc ON f.target_type = 'category' AND nc.id = f.target_id
LEFT JOIN forum_categories fc ON f.target_type = 'category' AND fc.id = f.target_id
    AND fc.visibility = ANY ($4::text[]::category_visibility[])
WHERE f.follower_id = $3
  AND f.target_type = $5::text::followable_type -- when type
  AND (f.created_at, f.target_id) < ($6, $7) -- when after
  AND coalesce(u.id, c.id, m.id, nt.id, ft.id, nc.id, fc.id) IS NOT NULL
ORDER BY f.created_at DESC, f.target_id DESC
LIMIT $1 OFFSET $2
