-- erasure.replies: some of a user's replies have no author any more. Uses idx_replies_author_created.
WITH some AS (
    SELECT id FROM replies WHERE author_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2 FOR NO KEY UPDATE
), gone AS (
    UPDATE replies r SET author_id = NULL FROM some WHERE r.id = some.id RETURNING 1
)
SELECT count(*) AS n FROM gone
