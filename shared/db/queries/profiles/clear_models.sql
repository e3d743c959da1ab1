-- profiles.clear_models: forgets which models a user knows. By primary key.
DELETE FROM user_models WHERE user_id = $1
