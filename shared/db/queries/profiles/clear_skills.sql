-- profiles.clear_skills: forgets a user's skills. Uses the unique index of user_skills.
DELETE FROM user_skills WHERE user_id = $1
