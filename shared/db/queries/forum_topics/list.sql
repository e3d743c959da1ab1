-- forum_topics.list: ids of listed topics in a sort's order, after a position. Slim: forum_topics.cards adds the rest.
-- Uses idx_topics_pinned_created, _category_pinned_created, _author_created, _created, _type_created, _status_created,
-- _activity, _replies, _votes, _unanswered_created, _unanswered_votes, idx_topic_tags_tag_created.
-- With `count` it counts the first matches instead, for totals that no counter keeps.
SELECT count(*) AS n FROM ( -- when count
SELECT t.id
       , (extract(epoch FROM t.created_at) * 1000000)::int8 + CASE WHEN t.is_pinned THEN 4611686018427387904 ELSE 0 END AS key -- when by_pinned
       , (extract(epoch FROM t.created_at) * 1000000)::int8 AS key -- when by_created
       , (extract(epoch FROM g.topic_created_at) * 1000000)::int8 AS key -- when by_tag
       , (extract(epoch FROM t.last_activity_at) * 1000000)::int8 AS key -- when by_activity
       , t.reply_count::int8 AS key -- when by_replies
       , t.vote_score::int8 AS key -- when by_votes
FROM topics t
JOIN topic_tags g ON g.topic_id = t.id AND g.tag_id = $6 -- when tag
WHERE t.is_listed
  AND t.visibility = ANY($3::text[]::category_visibility[])
  AND t.category_id = $4 -- when category
  AND t.category_id = ANY($5) -- when categories
  AND (SELECT count(*) FROM topic_tags o WHERE o.topic_id = t.id AND o.tag_id = ANY($7)) = cardinality($7) -- when more_tags
  AND t.author_id = $8 -- when author
  AND t.type = $9::text::topic_type -- when type
  AND t.status = $10::text::topic_status -- when status
  AND t.type = 'question' AND t.accepted_reply_id IS NULL AND NOT t.is_locked -- when unanswered
  AND t.search_vector @@ websearch_to_tsquery('english', $11) -- when q
  AND querytree(websearch_to_tsquery('english', $11)) <> 'T' -- when q
  AND (t.is_pinned, t.created_at, t.id) < ($12, $13, $15) -- when after_pinned
  AND (t.created_at, t.id) < ($13, $15) -- when after_created
  AND (g.topic_created_at, g.topic_id) < ($13, $15) -- when after_tag
  AND (t.last_activity_at, t.id) < ($13, $15) -- when after_activity
  AND (t.reply_count, t.id) < ($14, $15) -- when after_replies
  AND (t.vote_score, t.id) < ($14, $15) -- when after_votes
ORDER BY t.is_pinned DESC, t.created_at DESC, t.id DESC -- when by_pinned
ORDER BY t.created_at DESC, t.id DESC -- when by_created
ORDER BY g.topic_created_at DESC, g.topic_id DESC -- when by_tag
ORDER BY t.last_activity_at DESC, t.id DESC -- when by_activity
ORDER BY t.reply_count DESC, t.id DESC -- when by_replies
ORDER BY t.vote_score DESC, t.id DESC -- when by_votes
LIMIT $1 OFFSET $2
) AS matches -- when count
