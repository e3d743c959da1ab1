-- platform_alerts.drop: forgets a suspicion. Uses idx_alerts_unresolved.
DELETE FROM alerts
WHERE rule = $1 AND subject = $2 AND resolved_at IS NULL AND opened_at IS NULL
