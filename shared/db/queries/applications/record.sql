-- applications.record: what happened to an application, for its history.
INSERT INTO application_status_history (id, application_id, from_status, to_status, changed_by_id, notes)
VALUES ($1, $2, $3::text::application_status, $4::text::application_status, $5, $6)
