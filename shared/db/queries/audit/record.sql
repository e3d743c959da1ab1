-- audit.record: what somebody did to a thing that isn't theirs, or the platform by itself, for the trail.
INSERT INTO audit_log (id, actor_id, action, target_type, target_id, changes, request_id, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
