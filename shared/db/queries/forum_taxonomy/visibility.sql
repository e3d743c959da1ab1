-- forum_taxonomy.visibility: who sees a category's topics. None when it isn't in use. By primary key.
SELECT visibility::text AS visibility FROM forum_categories WHERE id = $1 AND is_active
