-- platform_alerts.note_minutes: writes what was counted in minutes. What is counted of one only grows, unless Redis has forgotten it.
INSERT INTO request_minutes AS known (minute, requests, errors)
SELECT minute, requests, errors FROM unnest($1::timestamptz[], $2::int8[], $3::int8[]) AS told (minute, requests, errors)
ON CONFLICT (minute) DO UPDATE
SET requests = greatest(known.requests, excluded.requests), errors = greatest(known.errors, excluded.errors)
