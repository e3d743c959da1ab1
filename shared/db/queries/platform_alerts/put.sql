-- platform_alerts.put: writes an alert or a suspicion that isn't over, and gives its id. Uses idx_alerts_unresolved.
INSERT INTO alerts (id, rule, subject, severity, value, worst, threshold, over_since, opened_at, last_seen_at, calm_since)
VALUES ($1, $2, $3, $4::text::alert_severity, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (rule, subject) WHERE resolved_at IS NULL DO UPDATE
SET severity = excluded.severity, value = excluded.value, worst = excluded.worst, threshold = excluded.threshold,
    over_since = excluded.over_since, opened_at = excluded.opened_at, last_seen_at = excluded.last_seen_at,
    calm_since = excluded.calm_since
RETURNING id
