-- reports.decide: a moderator's decision: on the report, and on every other open one of the same thing.
UPDATE reports
SET status = $4::text::report_status, resolved_by = $5, resolved_at = now(), resolution_note = $6, updated_at = now()
WHERE target_type = $2 AND target_id = $3 AND (id = $1 OR status IN ('pending', 'reviewing'))
