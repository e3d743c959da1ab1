-- forum_taxonomy.categories: all categories in use that a reader may see, parents before children, in their order. A
-- small table, read whole.
SELECT id, name, slug, description, icon, guidelines, parent_id, topic_count, follower_count
FROM forum_categories
WHERE is_active AND visibility = ANY($1::text[]::category_visibility[])
ORDER BY level, display_order, name
