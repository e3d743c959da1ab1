-- leaderboards.lock: one leaderboard, which nobody else writes meanwhile. By primary key.
SELECT true AS found FROM leaderboards WHERE period = $1::text::leaderboard_period FOR UPDATE
