-- mail_events.put: notes what the provider tells, by its ids. Returns those that it hadn't told before.
INSERT INTO mail_events (id)
SELECT DISTINCT unnest($1::text[]) ORDER BY 1
ON CONFLICT (id) DO NOTHING
RETURNING id
