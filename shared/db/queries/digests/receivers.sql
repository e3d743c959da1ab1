-- digests.receivers: what these users want in a digest, and where it goes; only of those whose address is proven. By primary
-- keys.
SELECT u.id AS user_id, u.email, u.locale, d.includes_news, d.includes_forum, d.includes_jobs, d.includes_activity,
       d.min_items::int4 AS min_items
FROM users u
JOIN digest_preferences d ON d.user_id = u.id
WHERE u.id = ANY($1::uuid[]) AND u.status = 'active' AND u.email_verified_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM mail_suppressions s WHERE s.address = lower(u.email))
ORDER BY u.id
