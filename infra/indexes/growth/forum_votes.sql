-- Votes of 1,000 users, twenty a reply.
INSERT INTO users (id, email, username)
SELECT md5('user ' || n)::uuid, 'user-' || n || '@users.example', 'user-' || n FROM generate_series(0, 999) AS n WHERE {from} = 0;
INSERT INTO forum_categories (id, name, slug) SELECT md5('category')::uuid, 'Category', 'category' WHERE {from} = 0;
INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility)
SELECT md5('topic')::uuid, 'A topic', 'topic', 'A short text', md5('user 1')::uuid, md5('category')::uuid, 'public' WHERE {from} = 0;
INSERT INTO replies (id, topic_id, author_id, content, upvote_count, vote_score)
SELECT md5('reply ' || n)::uuid, md5('topic')::uuid, md5('user ' || n % 1000)::uuid, 'A short answer', 20, 20
FROM generate_series({from} / 20, {to} / 20 - 1) AS n;

INSERT INTO reply_votes (user_id, reply_id, value)
SELECT md5('user ' || (n / 20 + n % 20 * 37) % 1000)::uuid, md5('reply ' || n / 20)::uuid, 1
FROM generate_series({from}, {to} - 1) AS n;
