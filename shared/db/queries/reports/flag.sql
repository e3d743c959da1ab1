-- reports.flag: the platform's own report of what looks like spam; opened again when the thing was changed since.
INSERT INTO reports (id, reporter_id, target_type, target_id, reason)
VALUES ($1, NULL, $2, $3, 'spam')
ON CONFLICT ON CONSTRAINT reports_once DO UPDATE
SET status = 'pending', resolved_by = NULL, resolved_at = NULL, resolution_note = NULL, updated_at = now()
