-- leaderboards.get: what a leaderboard counts. By primary key.
SELECT begins_at, updated_at FROM leaderboards WHERE period = $1::text::leaderboard_period
