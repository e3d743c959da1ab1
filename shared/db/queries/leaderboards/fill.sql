-- leaderboards.fill: who has earned most in a period: users in use with a positive sum, by it. What they did for it is counted
-- by the same ledger, which holds what counts now. Of late uses idx_reputation_events_created; ever are the sums that are kept.
WITH earned AS (
    SELECT user_id, sum(points) AS gain, -- when since
           count(*) FILTER (WHERE event_type = 'topic_created') AS posts, -- when since
           count(*) FILTER (WHERE event_type = 'reply_created') AS replies, -- when since
           count(*) FILTER (WHERE event_type = 'best_answer') AS accepted -- when since
    FROM reputation_events -- when since
    WHERE created_at >= $2 AND created_at < $3 -- when since
    GROUP BY user_id -- when since
    HAVING sum(points) > 0 -- when since
    SELECT user_id, points AS gain FROM user_reputation WHERE points > 0 -- when !since
), ranked AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY e.gain DESC, e.user_id) AS rank, e.*
    FROM earned e
    JOIN users u ON u.id = e.user_id AND u.status = 'active'
    ORDER BY e.gain DESC, e.user_id
    LIMIT $4
)
INSERT INTO leaderboard_entries (period, rank, user_id, reputation_gain, post_count, reply_count, accepted_count)
SELECT $1::text::leaderboard_period, r.rank, r.user_id, r.gain, r.posts, r.replies, r.accepted FROM ranked r -- when since
SELECT $1::text::leaderboard_period, r.rank, r.user_id, r.gain, e.posts, e.replies, e.accepted -- when !since
FROM ranked r -- when !since
CROSS JOIN LATERAL ( -- when !since
    SELECT count(*) FILTER (WHERE event_type = 'topic_created') AS posts, -- when !since
           count(*) FILTER (WHERE event_type = 'reply_created') AS replies, -- when !since
           count(*) FILTER (WHERE event_type = 'best_answer') AS accepted -- when !since
    FROM reputation_events WHERE user_id = r.user_id -- when !since
) AS e -- when !since
