-- badges.award: gives the badges that facts have reached to those of some users who haven't got them, and says who has got which
-- by that. The constraint makes each given once. Uses idx_reputation_events_user, and the primary keys of votes.
WITH earned AS (
    SELECT user_id,
           count(*) FILTER (WHERE event_type = 'topic_created') AS topics,
           count(*) FILTER (WHERE event_type = 'reply_created') AS replies,
           count(*) FILTER (WHERE event_type = 'upvote_received') AS upvotes,
           count(*) FILTER (WHERE event_type = 'best_answer') AS accepted_answers
    FROM reputation_events
    WHERE user_id = ANY ($1::uuid[])
    GROUP BY user_id
), days AS (
    SELECT DISTINCT user_id, (created_at AT TIME ZONE 'UTC')::date AS day
    FROM reputation_events
    WHERE event_type IN ('topic_created', 'reply_created') AND created_at >= $2::timestamptz - interval '365 days'
      AND user_id = ANY ($1::uuid[])
), runs AS (
    SELECT user_id, day, day - row_number() OVER (PARTITION BY user_id ORDER BY day)::integer AS run FROM days
), streaks AS (
    SELECT user_id, count(*) AS streak_days
    FROM runs
    GROUP BY user_id, run
    HAVING max(day) >= ($2::timestamptz AT TIME ZONE 'UTC')::date - 1
), votes AS (
    SELECT user_id, sum(n) AS votes_cast
    FROM (
        SELECT user_id, count(*) AS n FROM topic_votes WHERE user_id = ANY ($1::uuid[]) GROUP BY user_id
        UNION ALL
        SELECT user_id, count(*) FROM reply_votes WHERE user_id = ANY ($1::uuid[]) GROUP BY user_id
    ) AS cast_by
    GROUP BY user_id
), facts (user_id, criterion, amount) AS (
    SELECT user_id, fact.criterion, fact.amount
    FROM earned
    CROSS JOIN LATERAL (VALUES
        ('topics', topics), ('replies', replies), ('upvotes', upvotes), ('accepted_answers', accepted_answers)
    ) AS fact (criterion, amount)
    UNION ALL
    SELECT user_id, 'streak_days', streak_days FROM streaks
    UNION ALL
    SELECT user_id, 'votes_cast', votes_cast FROM votes
    UNION ALL
    SELECT user_id, 'reputation', total FROM user_reputation WHERE user_id = ANY ($1::uuid[])
), given AS (
    INSERT INTO user_badges (user_id, badge_id)
    SELECT f.user_id, b.id
    FROM facts f
    JOIN badges b ON b.criterion = f.criterion::badge_criterion AND f.amount >= b.threshold
    ORDER BY f.user_id, b.id
    ON CONFLICT (user_id, badge_id) DO NOTHING
    RETURNING user_id, badge_id
)
SELECT b.id, b.slug, b.name, b.description, array_agg(given.user_id ORDER BY given.user_id) AS users
FROM given
JOIN badges b ON b.id = given.badge_id
GROUP BY b.id
ORDER BY b.display_order
