-- Short articles, a minute apart. Each is in one of 20 categories and by one of 100 authors, with one of 200 tags.
-- `text` is in every one, `hundredth` in each hundredth, `needle` in twenty.
INSERT INTO users (id, email, username)
SELECT md5('user ' || n)::uuid, 'user-' || n || '@users.example', 'user-' || n FROM generate_series(0, 99) AS n WHERE {from} = 0;
INSERT INTO profiles (user_id) SELECT id FROM users WHERE {from} = 0;
INSERT INTO news_categories (id, name, slug)
SELECT md5('category ' || n)::uuid, 'Category ' || n, 'category-' || n FROM generate_series(0, 19) AS n WHERE {from} = 0;
INSERT INTO news_tags (id, name, slug)
SELECT md5('tag ' || n)::uuid, 'Tag ' || n, 'tag-' || n FROM generate_series(0, 199) AS n WHERE {from} = 0;

INSERT INTO articles (
    id, title, slug, summary, content, author_id, category_id, status, published_at, difficulty_level, view_count,
    bookmark_count, is_featured, created_by_id)
SELECT (lpad(to_hex(1700000000000 + n::bigint * 60000), 12, '0') || '7000' || substr(md5(n::text), 1, 16))::uuid,
       'Article ' || n, 'article-' || n, 'A short text.',
       'Some words' || CASE WHEN n % 100 = 0 THEN ' hundredth' ELSE '' END || CASE WHEN n < 20 THEN ' needle' ELSE '' END,
       md5('user ' || n % 100)::uuid, md5('category ' || n % 20)::uuid, 'published',
       to_timestamp(1700000000 + n::bigint * 60), 'beginner', abs(hashint4(n)) % 100000, abs(hashint4(n)) % 1000, n % 50 = 0,
       md5('user ' || n % 100)::uuid
FROM generate_series({from}, {to} - 1) AS n;

INSERT INTO article_tags (article_id, tag_id, published_at)
SELECT id, md5('tag ' || substr(slug, 9)::integer % 200)::uuid, published_at
FROM articles WHERE published_at >= to_timestamp(1700000000 + {from}::bigint * 60);
UPDATE row_counts SET n = {to} WHERE name = 'articles.published';
