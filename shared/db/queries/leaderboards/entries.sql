-- leaderboards.entries: a leaderboard, the first first; without who isn't in use any more. Uses leaderboard_entries_pkey.
SELECT e.rank::int4 AS rank, u.id AS user_id, u.username, coalesce(p.display_name, u.username) AS name, p.avatar_url,
       e.reputation_gain, e.post_count, e.reply_count, e.accepted_count
FROM leaderboard_entries e
JOIN users u ON u.id = e.user_id AND u.status = 'active'
LEFT JOIN profiles p ON p.user_id = e.user_id
WHERE e.period = $1::text::leaderboard_period
ORDER BY e.rank
