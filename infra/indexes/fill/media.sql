-- What users have uploaded: two files each, of some that never came to be looked at; and a user with as many as allowed.
INSERT INTO media_files (id, user_id, kind, mime_type, size_bytes, key, state, created_at)
SELECT md5('file ' || n || u.id)::uuid, u.id, 'avatar', 'image/png', 1000 * n, 'media/avatars/' || md5('file ' || n || u.id)::uuid || '.png',
       (CASE WHEN (u.h + n) % 50 = 0 THEN 'pending' ELSE 'ready' END)::media_state, now() - make_interval(hours => (u.h * n % 1200)::integer)
FROM (SELECT id, abs(hashtext(username))::bigint AS h FROM users) AS u, generate_series(1, 2) AS n;

INSERT INTO media_files (id, user_id, kind, mime_type, size_bytes, key, state)
SELECT md5('many ' || n)::uuid, u.id, 'portfolio', 'image/jpeg', 1000, 'media/portfolio/' || md5('many ' || n)::uuid || '.jpg', 'ready'
FROM (SELECT id FROM users ORDER BY id LIMIT 1) AS u, generate_series(1, 198) AS n;
