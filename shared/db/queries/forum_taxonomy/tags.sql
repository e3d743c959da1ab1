-- forum_taxonomy.tags: tags of public topics, the most used first. Uses idx_forum_tags_usage.
SELECT id, name, slug, usage_count, follower_count
FROM forum_tags
WHERE usage_count > 0
ORDER BY usage_count DESC, id DESC
LIMIT $1
