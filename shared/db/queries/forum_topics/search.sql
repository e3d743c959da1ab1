-- forum_topics.search: ids of listed topics that match a text, best first. Only the newest thousand matches are ranked, so
-- that a common word stays fast. Uses idx_topics_search, or idx_topics_created for a word that most hold.
WITH candidates AS MATERIALIZED (
    SELECT t.id, t.search_vector
    FROM topics t
    JOIN topic_tags g ON g.topic_id = t.id AND g.tag_id = $6 -- when tag
    WHERE t.is_listed
      AND t.visibility = ANY($3::text[]::category_visibility[])
      AND t.search_vector @@ websearch_to_tsquery('english', $11)
      AND querytree(websearch_to_tsquery('english', $11)) <> 'T'
      AND t.category_id = $4 -- when category
      AND t.category_id = ANY($5) -- when categories
      AND (SELECT count(*) FROM topic_tags o WHERE o.topic_id = t.id AND o.tag_id = ANY($7)) = cardinality($7) -- when more_tags
      AND t.author_id = $8 -- when author
      AND t.type = $9::text::topic_type -- when type
      AND t.status = $10::text::topic_status -- when status
      AND t.type = 'question' AND t.accepted_reply_id IS NULL AND NOT t.is_locked -- when unanswered
    ORDER BY t.created_at DESC, t.id DESC
    LIMIT 1000
)
SELECT id, (row_number() OVER (ORDER BY ts_rank_cd(search_vector, websearch_to_tsquery('english', $11), 32) DESC, id DESC))::int8 AS key
FROM candidates
ORDER BY key
LIMIT $1 OFFSET $2
