-- platform_alerts.unresolved: the alerts that are open, and the suspicions. Uses idx_alerts_unresolved.
SELECT id, rule, subject, severity::text AS severity, value, worst, threshold, over_since, opened_at, last_seen_at, calm_since, resolved_at
FROM alerts
WHERE resolved_at IS NULL
ORDER BY rule, subject
