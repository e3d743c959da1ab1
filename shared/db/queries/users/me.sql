-- users.me: an account as its owner sees it, with a short profile.
SELECT u.id, u.email, u.username, u.role::text AS role, u.account_type::text AS account_type,
       (u.email_verified_at IS NOT NULL) AS email_verified, u.created_at, u.last_login_at,
       p.display_name, p.headline, p.avatar_url
FROM users u
LEFT JOIN profiles p ON p.user_id = u.id
WHERE u.id = $1
