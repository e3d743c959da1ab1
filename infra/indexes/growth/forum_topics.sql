-- Short topics, a minute apart. Each is in one of 20 categories and by one of 100 authors.
-- `text` is in every one, `hundredth` in each hundredth, `needle` in twenty.
INSERT INTO users (id, email, username)
SELECT md5('user ' || n)::uuid, 'user-' || n || '@users.example', 'user-' || n FROM generate_series(0, 99) AS n WHERE {from} = 0;
INSERT INTO profiles (user_id) SELECT id FROM users WHERE {from} = 0;
INSERT INTO forum_categories (id, name, slug)
SELECT md5('category ' || n)::uuid, 'Category ' || n, 'category-' || n FROM generate_series(0, 19) AS n WHERE {from} = 0;

INSERT INTO topics (
    id, title, slug, content, author_id, category_id, visibility, type, reply_count, upvote_count, vote_score, created_at,
    last_activity_at)
SELECT (lpad(to_hex(1700000000000 + n::bigint * 60000), 12, '0') || '7000' || substr(md5(n::text), 1, 16))::uuid,
       'Topic ' || n, 'topic-' || n,
       'A short text' || CASE WHEN n % 100 = 0 THEN ' hundredth' ELSE '' END || CASE WHEN n < 20 THEN ' needle' ELSE '' END,
       md5('user ' || n % 100)::uuid, md5('category ' || n % 20)::uuid, 'public', 'discussion', abs(hashint4(n)) % 1000,
       abs(hashint4(n)) % 1000, abs(hashint4(n)) % 1000, to_timestamp(1700000000 + n::bigint * 60),
       to_timestamp(1700000000 + n::bigint * 60)
FROM generate_series({from}, {to} - 1) AS n;
