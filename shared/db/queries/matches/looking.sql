-- matches.looking: users who look for a job, in the order of their ids, after one. Uses idx_profiles_looking.
SELECT user_id FROM profiles WHERE availability_status <> 'not_looking' AND user_id > $1 ORDER BY user_id LIMIT $2
