-- Replies to topics of 200 each, by 1,000 users.
INSERT INTO users (id, email, username)
SELECT md5('user ' || n)::uuid, 'user-' || n || '@users.example', 'user-' || n FROM generate_series(0, 999) AS n WHERE {from} = 0;
INSERT INTO profiles (user_id) SELECT id FROM users WHERE {from} = 0;
INSERT INTO forum_categories (id, name, slug) SELECT md5('category')::uuid, 'Category', 'category' WHERE {from} = 0;
INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility)
SELECT md5('topic ' || n)::uuid, 'Topic ' || n, 'topic-' || n, 'A short text', md5('user 1')::uuid, md5('category')::uuid, 'public'
FROM generate_series({from} / 200, {to} / 200 - 1) AS n;

INSERT INTO replies (id, topic_id, author_id, content, upvote_count, vote_score, created_at)
SELECT (lpad(to_hex(1700000000000 + n::bigint * 60000), 12, '0') || '7000' || substr(md5(n::text), 1, 16))::uuid,
       md5('topic ' || n / 200)::uuid, md5('user ' || n % 1000)::uuid, 'A short answer', n % 40, n % 40,
       to_timestamp(1700000000 + n::bigint * 60)
FROM generate_series({from}, {to} - 1) AS n;
