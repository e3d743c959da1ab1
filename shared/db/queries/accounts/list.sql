-- accounts.list: ids of accounts, the newest first, after a position. Slim: accounts.cards adds the rest. Uses
-- idx_users_created, _role_created, _status_created.
SELECT u.id, (extract(epoch FROM u.created_at) * 1000000)::int8 AS key
FROM users u
WHERE true
  AND u.role = $3::text::user_role -- when role
  AND u.status = $4::text::user_status -- when status
  AND (u.created_at, u.id) < ($5, $6) -- when after
ORDER BY u.created_at DESC, u.id DESC
LIMIT $1 OFFSET $2
