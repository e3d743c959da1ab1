-- Two logins a user, some ended; the tokens that their rotations spent; mailed links; kept answers.
INSERT INTO sessions (id, user_id, refresh_hash, ip, user_agent, created_at, last_active_at, expires_at, revoked_at)
SELECT md5('session ' || n || u.id)::uuid, u.id, sha256(convert_to(n || u.username, 'UTF8')), '192.0.2.1', 'Browser/1.0',
       at, at, at + interval '30 days', CASE WHEN (h + n) % 10 = 0 THEN at + interval '1 day' END
FROM (SELECT id, username, abs(hashtext(username))::bigint AS h FROM users) AS u, generate_series(1, 2) AS n,
     LATERAL (SELECT now() - make_interval(hours => (u.h * n % 1200)::integer) AS at) AS made;

-- One user with very many logins.
INSERT INTO sessions (id, user_id, refresh_hash, expires_at)
SELECT md5('many ' || n)::uuid, u.id, sha256(convert_to('many ' || n, 'UTF8')), now() + interval '30 days'
FROM (SELECT id FROM users ORDER BY id LIMIT 1) AS u, generate_series(1, 500) AS n;

INSERT INTO spent_refresh_tokens (token_hash, session_id, spent_at)
SELECT sha256(convert_to(n || id::text, 'UTF8')), id, created_at + n * interval '1 day'
FROM sessions, generate_series(1, 2) AS n;

INSERT INTO email_tokens (id, user_id, purpose, token_hash, expires_at, used_at)
SELECT md5(purpose || id)::uuid, id, purpose::email_token_purpose, sha256(convert_to(purpose || id, 'UTF8')),
       now() + make_interval(hours => n - 24), CASE WHEN n % 2 = 0 THEN now() END
FROM (SELECT id, (abs(hashtext(username)::bigint) % 48)::integer AS n FROM users) AS u,
     unnest(ARRAY['verify_email', 'reset_password']) AS purpose;

INSERT INTO idempotency_keys (user_id, route, key, fingerprint, status, response, expires_at)
SELECT id, route, md5(id::text), sha256('{}'), 201, '{}', now() + make_interval(hours => (abs(hashtext(username)::bigint) % 24)::integer)
FROM users, unnest(ARRAY['articles.create', 'bookmarks.put']) AS route;

-- Accounts that were deleted, some of them long enough ago to be erased; and addresses that wait to be confirmed.
UPDATE users SET status = 'deleted'
WHERE id IN (SELECT id FROM users WHERE role = 'user' AND status = 'active' ORDER BY md5(id::text) LIMIT 40);
UPDATE users SET deleted_at = now() - make_interval(days => (abs(hashtext(username)::bigint) % 60)::integer)
WHERE status = 'deleted';

INSERT INTO email_tokens (id, user_id, purpose, token_hash, expires_at, new_email)
SELECT md5('change ' || id)::uuid, id, 'change_email', sha256(convert_to('change ' || id, 'UTF8')), now() + interval '1 day',
       'new-' || email
FROM users WHERE abs(hashtext(username)::bigint) % 50 = 0;

-- Suspensions that are over, and a few that last.
UPDATE users SET status = 'suspended', suspended_until = now() + make_interval(hours => (abs(hashtext(username)::bigint) % 48)::integer - 40)
WHERE id IN (SELECT id FROM users WHERE role = 'user' AND status = 'active' ORDER BY md5(username) LIMIT 20);
