-- forum_taxonomy.tags_by_slugs: ids of tags, the least used first: it drives a list of several.
SELECT id, usage_count FROM forum_tags WHERE slug = ANY($1) ORDER BY usage_count, id
