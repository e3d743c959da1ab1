-- erasure.reply_votes: takes back some of a user's votes on replies; scores and reputation follow by triggers. The replies
-- are locked in one order first. By primary keys.
WITH chosen AS (
    SELECT reply_id FROM reply_votes WHERE user_id = $1 ORDER BY reply_id LIMIT $2
), locked AS (
    SELECT r.id FROM replies r WHERE r.id IN (SELECT reply_id FROM chosen) ORDER BY r.id FOR NO KEY UPDATE
), gone AS (
    DELETE FROM reply_votes v USING locked WHERE v.user_id = $1 AND v.reply_id = locked.id RETURNING 1
)
SELECT count(*) AS n FROM gone
