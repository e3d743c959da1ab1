-- forum_votes.reputation: a user's points; no row means none. By primary key.
SELECT total FROM user_reputation WHERE user_id = $1
