-- export.reports: what a user has reported, after an id. Uses idx_reports_reporter.
SELECT 'reports' AS part, id AS key, jsonb_build_object(
    'id', id, 'targetType', target_type, 'targetId', target_id, 'reason', reason, 'description', description,
    'status', status, 'createdAt', created_at) AS body
FROM reports
WHERE reporter_id = $1 AND id > $2
ORDER BY id
LIMIT $3
