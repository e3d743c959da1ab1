-- Jobs whose time has just run out, as the next run of their task finds them.
UPDATE jobs SET expires_at = now() - interval '1 hour'
WHERE id IN (SELECT id FROM jobs WHERE status = 'active' ORDER BY md5(id::text) LIMIT 100);
