-- leaderboards.clear: takes a leaderboard's entries away, before the new ones. Uses leaderboard_entries_pkey.
DELETE FROM leaderboard_entries WHERE period = $1::text::leaderboard_period
