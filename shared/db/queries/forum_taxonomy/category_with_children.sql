-- forum_taxonomy.category_with_children: a category's id, by its slug, and those of its children, with their topics; only
-- what the reader may see.
SELECT c.id, c.topic_count
FROM forum_categories parent
JOIN forum_categories c ON c.id = parent.id OR c.parent_id = parent.id
WHERE parent.slug = $1
  AND parent.visibility = ANY($2::text[]::category_visibility[])
  AND c.visibility = ANY($2::text[]::category_visibility[])
