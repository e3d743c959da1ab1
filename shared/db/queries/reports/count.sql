-- reports.count: how many reports are in a state, up to a bound. Uses idx_reports_status_created.
SELECT count(*) AS n FROM (SELECT FROM reports WHERE status = $2::text::report_status LIMIT $1) AS first
