-- public_profiles.reputation: a user's points and level. By primary key.
SELECT total, level::text AS level FROM user_reputation WHERE user_id = $1
