-- mail_events.suppress: these addresses get no more mail; the first reason stays.
INSERT INTO mail_suppressions (address, reason)
SELECT DISTINCT ON (lower(s.address)) lower(s.address), s.reason
FROM unnest($1::text[], $2::text[]) AS s (address, reason)
ORDER BY lower(s.address), s.reason
ON CONFLICT (address) DO NOTHING
