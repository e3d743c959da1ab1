-- taxonomy.tags: tags in use, the most used first or by name. Uses idx_news_tags_usage or the unique name.
SELECT id, name, slug, description, usage_count, follower_count
FROM news_tags
ORDER BY usage_count DESC, id DESC -- when by_usage
ORDER BY name -- when by_name
LIMIT $1
