-- audit.list: the trail, the newest first, after a position. Uses idx_audit_log_created, _target_created, _actor_created,
-- _action_created.
SELECT id, actor_id, action, target_type, target_id, changes, reason, request_id, created_at
FROM audit_log
WHERE true
  AND actor_id = $3 -- when actor
  AND action = $4 -- when action
  AND target_type = $5 -- when target_type
  AND target_id = $6 -- when target
  AND created_at >= $7 -- when since
  AND created_at < $8 -- when until
  AND (created_at, id) < ($9, $10) -- when after
ORDER BY created_at DESC, id DESC
LIMIT $1 OFFSET $2
