-- erasure.topics: some of a user's topics have no author any more, nor does who was given points for an accepted reply say by
-- whom. Uses idx_topics_author_created and the primary keys.
WITH chosen AS (
    SELECT id FROM topics WHERE author_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2 FOR NO KEY UPDATE
), forgotten AS (
    UPDATE reputation_events e SET actor_id = e.source_id
    FROM chosen
    WHERE e.source_id = chosen.id AND e.actor_id = $1 AND e.event_type = 'best_answer'
), gone AS (
    UPDATE topics t SET author_id = NULL FROM chosen WHERE t.id = chosen.id RETURNING 1
)
SELECT count(*) AS n FROM gone
