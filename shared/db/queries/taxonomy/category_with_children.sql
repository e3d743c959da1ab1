-- taxonomy.category_with_children: a category's id, by its slug, and those of its children, with their published articles.
SELECT c.id, c.article_count
FROM news_categories parent
JOIN news_categories c ON c.id = parent.id OR c.parent_id = parent.id
WHERE parent.slug = $1
