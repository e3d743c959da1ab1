-- profiles.find: whose profile a name is, and who may see what they do. Uses idx_users_username.
SELECT u.id, u.status::text AS status, s.visibility::text AS activity_visibility
FROM users u
LEFT JOIN profile_privacy_settings s ON s.user_id = u.id AND s.section = 'activity'
WHERE lower(u.username) = lower($1) AND u.status <> 'deleted'
