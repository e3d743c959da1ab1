-- taxonomy.categories: all categories in use, parents before children, in their order. A small table, read whole.
SELECT id, name, slug, description, icon, parent_id, article_count, follower_count
FROM news_categories
WHERE is_active
ORDER BY level, display_order, name
