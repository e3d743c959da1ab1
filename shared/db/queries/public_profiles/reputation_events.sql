-- public_profiles.reputation_events: what a user was last given points for. Uses idx_reputation_events_user_created.
SELECT event_type::text AS event_type, points, created_at
FROM reputation_events
WHERE user_id = $1
ORDER BY created_at DESC
LIMIT $2
