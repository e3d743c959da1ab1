-- erasure.replies: some of a user's replies have no author any more. Uses idx_replies_author_created.
WITH chosen AS (
    SELECT id FROM replies WHERE author_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2 FOR NO KEY UPDATE
), gone AS (
    UPDATE replies r SET author_id = NULL FROM chosen WHERE r.id = chosen.id RETURNING 1
)
SELECT count(*) AS n FROM gone
