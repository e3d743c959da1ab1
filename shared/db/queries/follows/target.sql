-- follows.target: how many follow something that the caller may see; none: there is no such thing. By primary keys.
SELECT follower_count FROM users WHERE id = $1 AND status = 'active' -- when user
SELECT follower_count FROM companies WHERE id = $1 -- when company
SELECT follower_count FROM llm_models WHERE id = $1 -- when model
SELECT follower_count FROM news_tags WHERE id = $1 -- when tag
UNION ALL -- when tag
SELECT follower_count FROM forum_tags WHERE id = $1 AND usage_count > 0 -- when tag
SELECT follower_count FROM news_categories WHERE id = $1 AND is_active -- when category
UNION ALL -- when category
SELECT follower_count FROM forum_categories -- when category
WHERE id = $1 AND is_active AND visibility = ANY ($2::text[]::category_visibility[]) -- when category
