-- leaderboards.written: says up to when a leaderboard counts. By primary key.
UPDATE leaderboards SET begins_at = $2, updated_at = $3 WHERE period = $1::text::leaderboard_period
