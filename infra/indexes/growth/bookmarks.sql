-- Readers with 100 bookmarks each, of the same thousand articles.
INSERT INTO users (id, email, username, bookmark_count)
SELECT md5('user ' || n)::uuid, 'user-' || n || '@users.example', 'user-' || n, 100
FROM generate_series({from} / 100, {to} / 100 - 1) AS n;
INSERT INTO news_categories (id, name, slug) SELECT md5('category')::uuid, 'Category', 'category' WHERE {from} = 0;
INSERT INTO articles (id, title, slug, summary, content, category_id, status, published_at, created_by_id)
SELECT md5('article ' || n)::uuid, 'Article ' || n, 'article-' || n, 'A short text.', 'Some words', md5('category')::uuid,
       'published', now(), md5('user 0')::uuid
FROM generate_series(0, 999) AS n WHERE {from} = 0;

INSERT INTO bookmarks (id, user_id, article_id)
SELECT gen_random_uuid(), md5('user ' || n / 100)::uuid, md5('article ' || (n * 7 + n / 100) % 1000)::uuid
FROM generate_series({from}, {to} - 1) AS n;
