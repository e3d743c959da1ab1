-- bookmarks.list: a user's bookmarks in a sort's order, after a position. An article that isn't public any more is missing,
-- its bookmark isn't. Sorted by title, the key is the place. Uses idx_bookmarks_user_created or
-- idx_bookmarks_collection_created. With `count` it counts them instead; 500 are the most.
SELECT count(*) AS n FROM ( -- when count
SELECT b.id
       , (extract(epoch FROM b.created_at) * 1000000)::int8 AS key -- when by_created
       , row_number() OVER (ORDER BY lower(a.title), b.id) AS key -- when by_title
       , b.article_id, b.collection_id, b.notes, b.created_at, a.slug, a.title, a.summary, a.featured_image_url, a.published_at -- when !count
FROM bookmarks b
LEFT JOIN articles a ON a.id = b.article_id AND a.status = 'published'
WHERE b.user_id = $3
  AND b.collection_id = $4 -- when collection
  AND position(lower($5::text) IN lower(a.title)) > 0 -- when q
  AND (b.created_at, b.id) < ($6, $7) -- when after
ORDER BY b.created_at DESC, b.id DESC -- when by_created
ORDER BY lower(a.title), b.id -- when by_title
LIMIT $1 OFFSET $2
) AS matches -- when count
