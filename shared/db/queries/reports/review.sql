-- reports.review: a moderator takes a report on, or puts it back.
UPDATE reports
SET status = $2::text::report_status, resolved_by = NULL, resolved_at = NULL, resolution_note = $3, updated_at = now()
WHERE id = $1
