-- platform_alerts.resolve: an open alert is over; its last value is kept. Uses idx_alerts_unresolved.
UPDATE alerts
SET resolved_at = $3, value = $4
WHERE rule = $1 AND subject = $2 AND resolved_at IS NULL AND opened_at IS NOT NULL
RETURNING id
