-- public_profiles.replies: an author's visible replies to topics that the reader may see, newest first, after a position.
-- Slim: the first words only. Uses idx_replies_author_created.
SELECT r.id, (extract(epoch FROM r.created_at) * 1000000)::int8 AS key, t.id AS topic_id, t.slug AS topic_slug,
       t.title AS topic_title, left(r.content, 300) AS excerpt, r.vote_score,
       coalesce(t.accepted_reply_id = r.id, false) AS is_accepted, r.created_at, r.edited_at
FROM replies r
JOIN topics t ON t.id = r.topic_id
WHERE r.author_id = $3 AND r.is_visible AND t.is_listed AND t.visibility = ANY($4::text[]::category_visibility[])
  AND (r.created_at, r.id) < ($5, $6) -- when after
ORDER BY r.created_at DESC, r.id DESC
LIMIT $1 OFFSET $2
