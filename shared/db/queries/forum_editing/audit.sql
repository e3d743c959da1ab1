-- forum_editing.audit: what a moderator did, for the trail.
INSERT INTO audit_log (id, actor_id, action, target_type, target_id, changes, reason, request_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
