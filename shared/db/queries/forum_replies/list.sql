-- forum_replies.list: a topic's visible replies in a sort's order, after a position. Uses idx_replies_topic_created or
-- idx_replies_topic_votes.
SELECT r.id
       , (extract(epoch FROM r.created_at) * 1000000)::int8 AS key -- when !votes
       , r.vote_score::int8 AS key -- when votes
FROM replies r
WHERE r.topic_id = $3 AND r.is_visible
  AND (r.created_at, r.id) > ($4, $6) -- when after_oldest
  AND (r.created_at, r.id) < ($4, $6) -- when after_newest
  AND (r.vote_score, r.id) < ($5, $6) -- when after_votes
ORDER BY r.created_at, r.id -- when oldest
ORDER BY r.created_at DESC, r.id DESC -- when newest
ORDER BY r.vote_score DESC, r.id DESC -- when votes
LIMIT $1 OFFSET $2
