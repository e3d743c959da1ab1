-- collections.delete: takes a collection away, unless it is the default one; its bookmarks stay. By primary key.
DELETE FROM bookmark_collections WHERE id = $1 AND user_id = $2 AND NOT is_default RETURNING true AS gone
