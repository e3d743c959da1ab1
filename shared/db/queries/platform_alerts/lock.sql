-- platform_alerts.lock: alerts are judged by one at a time. Held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('alerts', 0)) IS NOT NULL AS locked
