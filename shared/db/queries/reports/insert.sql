-- reports.insert: a report; the unique constraint refuses a second one, and a trigger hides what five have reported.
INSERT INTO reports (id, reporter_id, target_type, target_id, reason, description)
VALUES ($1, $2, $3, $4, $5::text::report_reason, $6)
