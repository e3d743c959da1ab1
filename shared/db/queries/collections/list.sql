-- collections.list: a user's collections with how many bookmarks lie in each, the default one first. A hundred at most.
-- Uses idx_bookmark_collections_user_name and idx_bookmarks_collection_created.
SELECT c.id, c.name, c.description, c.is_default,
       (SELECT count(*) FROM bookmarks b WHERE b.collection_id = c.id) AS bookmark_count, c.created_at, c.updated_at
FROM bookmark_collections c
WHERE c.user_id = $2
  AND c.id = $3 -- when one
ORDER BY c.is_default DESC, lower(c.name)
LIMIT $1
