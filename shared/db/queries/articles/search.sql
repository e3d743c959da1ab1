-- articles.search: ids of published articles that match a text, best first. Only the newest thousand matches are ranked,
-- so that a common word stays fast; a text that only excludes words finds nothing, since no index could answer it. Uses
-- idx_articles_search, or for a word that most hold idx_articles_published, idx_article_tags_tag_published or
-- idx_article_models_model_published.
WITH candidates AS MATERIALIZED (
    SELECT a.id, a.search_vector
    FROM articles a
    JOIN article_tags t ON t.article_id = a.id AND t.tag_id = $6 AND t.published_at <= 'infinity' -- when tag
    JOIN article_models m ON m.article_id = a.id AND m.model_id = $8 AND m.published_at <= 'infinity' -- when model
    WHERE a.status = 'published'
      AND a.search_vector @@ websearch_to_tsquery('english', $3)
      AND querytree(websearch_to_tsquery('english', $3)) <> 'T'
      AND a.category_id = $4 -- when category
      AND a.category_id = ANY($5) -- when categories
      AND (SELECT count(*) FROM article_tags o WHERE o.article_id = a.id AND o.tag_id = ANY($7)) = cardinality($7) -- when more_tags
      AND a.author_id = $9 -- when author
      AND a.difficulty_level = $10::text::difficulty_level -- when difficulty
      AND a.is_featured -- when featured
      AND a.is_trending -- when trending
    ORDER BY a.published_at DESC, a.id DESC -- when by_published
    ORDER BY t.published_at DESC, t.article_id DESC -- when by_tag
    ORDER BY m.published_at DESC, m.article_id DESC -- when by_model
    LIMIT 1000
)
SELECT id, (row_number() OVER (ORDER BY ts_rank_cd(search_vector, websearch_to_tsquery('english', $3), 32) DESC, id DESC))::int8 AS key
FROM candidates
ORDER BY key
LIMIT $1 OFFSET $2
