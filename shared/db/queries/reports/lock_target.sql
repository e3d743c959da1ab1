-- reports.lock_target: what is reported and where it belongs, whether it shows now; it and its topic are locked, in that
-- order, by what comes before.
SELECT t.id AS topic_id, t.category_id, t.visibility::text AS visibility, t.author_id, t.is_listed AS is_shown, t.is_hidden -- when topic
FROM topics t WHERE t.id = $1 AND t.status <> 'archived' FOR NO KEY UPDATE -- when topic
SELECT t.id AS topic_id, t.category_id, t.visibility::text AS visibility, r.author_id, t.is_listed AND r.is_visible AS is_shown, r.is_hidden -- when reply
FROM replies r JOIN topics t ON t.id = r.topic_id -- when reply
WHERE r.id = $1 AND r.deleted_at IS NULL AND t.status <> 'archived' FOR NO KEY UPDATE OF r -- when reply
