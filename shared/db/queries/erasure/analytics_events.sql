-- erasure.analytics_events: some of what was told of a user is nobody's any more, and its hash is of nobody. Uses
-- idx_analytics_events_user.
WITH chosen AS (
    SELECT id, day FROM analytics_events WHERE user_id = $1 LIMIT $2
), gone AS (
    UPDATE analytics_events e SET user_id = NULL, visitor_hash = sha256(uuid_send(e.id))
    FROM chosen
    WHERE e.id = chosen.id AND e.day = chosen.day
    RETURNING 1
)
SELECT count(*) AS n FROM gone
