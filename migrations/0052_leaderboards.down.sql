DROP TABLE leaderboard_entries;
DROP TABLE leaderboards;
DROP TYPE leaderboard_period;
