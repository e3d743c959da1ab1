-- analytics.unsettled_days: of the $2 days before $1 those without figures, and those whose figures were taken earlier than a day
-- after their end: some of what belongs to them may have come late. By primary key.
SELECT past.day
FROM (SELECT $1::date - ago AS day FROM generate_series(1, $2::integer) AS ago) AS past
LEFT JOIN platform_days known ON known.day = past.day
WHERE known.day IS NULL OR known.updated_at < (past.day + 2)::timestamp AT TIME ZONE 'UTC'
ORDER BY past.day
