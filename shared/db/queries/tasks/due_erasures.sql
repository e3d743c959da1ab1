-- tasks.due_erasures: accounts that were deleted 30 days ago or earlier, the longest ago first. Uses idx_users_deleted.
SELECT id
FROM users
WHERE status = 'deleted' AND deleted_at <= now() - interval '30 days'
ORDER BY deleted_at, id
LIMIT $1
