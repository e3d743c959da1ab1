-- platform_alerts.minutes: the requests and errors of the minutes before a time, as many as there are. By primary key.
SELECT coalesce(sum(requests), 0)::int8 AS requests, coalesce(sum(errors), 0)::int8 AS errors
FROM request_minutes
WHERE minute >= $1 - make_interval(mins => $2) AND minute < $1
