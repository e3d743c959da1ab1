-- erasure.topic_votes: takes back some of a user's votes on topics; scores and reputation follow by triggers. The topics
-- are locked in one order first. By primary keys.
WITH chosen AS (
    SELECT topic_id FROM topic_votes WHERE user_id = $1 ORDER BY topic_id LIMIT $2
), locked AS (
    SELECT t.id FROM topics t WHERE t.id IN (SELECT topic_id FROM chosen) ORDER BY t.id FOR NO KEY UPDATE
), gone AS (
    DELETE FROM topic_votes v USING locked WHERE v.user_id = $1 AND v.topic_id = locked.id RETURNING 1
)
SELECT count(*) AS n FROM gone
