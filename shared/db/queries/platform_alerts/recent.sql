-- platform_alerts.recent: the alerts that were over last, the latest first. Uses idx_alerts_resolved.
SELECT id, rule, subject, severity::text AS severity, value, worst, threshold, over_since, opened_at, last_seen_at, calm_since, resolved_at
FROM alerts
WHERE resolved_at IS NOT NULL
ORDER BY resolved_at DESC
LIMIT $1
