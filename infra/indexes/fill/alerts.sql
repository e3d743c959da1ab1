-- Ninety days of alerts, of which a few are open and one is a suspicion, and ten days of minutes: a platform that never cleaned up.
INSERT INTO alerts (id, rule, subject, severity, value, worst, threshold, over_since, opened_at, last_seen_at, resolved_at)
SELECT gen_random_uuid(), 'slow_responses', 'area.operation_' || n % 100, 'warning'::alert_severity, 150, 300, 200, t, t, t, t + interval '10 minutes'
FROM generate_series(1, 12000) AS n, LATERAL (SELECT now() - n * interval '10 minutes') AS at (t);

INSERT INTO alerts (id, rule, subject, severity, value, worst, threshold, over_since, opened_at, last_seen_at)
SELECT gen_random_uuid(), 'tasks_waiting', 'queue_' || n, 'warning'::alert_severity, 700, 900, 500, now(), now(), now()
FROM generate_series(1, 5) AS n;

INSERT INTO alerts (id, rule, subject, severity, value, worst, threshold, over_since, last_seen_at)
VALUES (gen_random_uuid(), 'slow_responses', 'area.operation_1', 'warning'::alert_severity, 250, 250, 200, now(), now());

INSERT INTO request_minutes (minute, requests, errors)
SELECT date_trunc('minute', now()) - n * interval '1 minute', 1000, 1
FROM generate_series(0, 14400) AS n;
