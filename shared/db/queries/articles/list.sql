-- articles.list: ids of published articles in a sort's order, after a position. Slim: articles.cards adds the rest.
-- Uses idx_articles_published, _category_status_published, _author_status_published, _difficulty_published, _featured,
-- _trending, _views, _bookmarks, _search, idx_article_tags_tag_published, idx_article_models_model_published.
-- A text that only excludes words finds nothing, since no index could answer it.
-- With `count` it counts the first matches instead, for totals that no counter keeps.
SELECT count(*) AS n FROM ( -- when count
SELECT a.id
       , (extract(epoch FROM a.published_at) * 1000000)::int8 AS key -- when by_published
       , (extract(epoch FROM a.published_at) * 1000000)::int8 AS key -- when by_tag
       , (extract(epoch FROM a.published_at) * 1000000)::int8 AS key -- when by_model
       , a.view_count AS key -- when by_views
       , a.bookmark_count::int8 AS key -- when by_bookmarks
FROM articles a
JOIN article_tags t ON t.article_id = a.id AND t.tag_id = $6 AND t.published_at <= 'infinity' -- when tag
JOIN article_models m ON m.article_id = a.id AND m.model_id = $8 AND m.published_at <= 'infinity' -- when model
WHERE a.status = 'published'
  AND a.category_id = $4 -- when category
  AND a.category_id = ANY($5) -- when categories
  AND (SELECT count(*) FROM article_tags o WHERE o.article_id = a.id AND o.tag_id = ANY($7)) = cardinality($7) -- when more_tags
  AND a.author_id = $9 -- when author
  AND a.difficulty_level = $10::text::difficulty_level -- when difficulty
  AND a.is_featured -- when featured
  AND a.is_trending -- when trending
  AND a.search_vector @@ websearch_to_tsquery('english', $11) -- when q
  AND querytree(websearch_to_tsquery('english', $11)) <> 'T' -- when q
  AND (a.published_at, a.id) < ($12, $14) -- when after_published
  AND (t.published_at, t.article_id) < ($12, $14) -- when after_tag
  AND (m.published_at, m.article_id) < ($12, $14) -- when after_model
  AND (a.view_count, a.id) < ($13, $14) -- when after_views
  AND (a.bookmark_count, a.id) < ($13, $14) -- when after_bookmarks
ORDER BY a.published_at DESC, a.id DESC -- when by_published
ORDER BY t.published_at DESC, t.article_id DESC -- when by_tag
ORDER BY m.published_at DESC, m.article_id DESC -- when by_model
ORDER BY a.view_count DESC, a.id DESC -- when by_views
ORDER BY a.bookmark_count DESC, a.id DESC -- when by_bookmarks
LIMIT $1 OFFSET $2
) AS matches -- when count
