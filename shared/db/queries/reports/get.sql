-- reports.get: what a report is about. By primary key.
SELECT id, target_type, target_id, status::text AS status FROM reports WHERE id = $1
