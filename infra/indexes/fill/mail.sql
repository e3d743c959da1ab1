-- What the mail provider told in the last month, and addresses that get no more mail.
INSERT INTO mail_events (id, received_at)
SELECT 'event-' || md5(n::text), now() - make_interval(mins => n % 43200)
FROM generate_series(1, (SELECT count(*)::integer FROM users)) AS n;

INSERT INTO mail_suppressions (address, reason)
SELECT lower(email), 'bounce' FROM users WHERE abs(hashtext(username)) % 20 = 0;

-- Digests of all hours: those of a twentieth are due, those of a hundredth were changed.
UPDATE digest_plans
SET next_at = CASE abs(hashtext(user_id::text)) % 100 WHEN 0 THEN NULL ELSE now() + make_interval(hours => abs(hashtext(user_id::text)) % 24 - 1) END;
