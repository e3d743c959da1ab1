-- profiles.clear_experience: forgets a user's work experience. Uses idx_work_experiences_user_order.
DELETE FROM work_experiences WHERE user_id = $1
