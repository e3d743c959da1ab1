-- A forum: a topic for each article, ten replies a topic, votes, watches, reputation and reports. Some categories, tags,
-- authors and topics have most of them. Past the triggers, whose counts are set here.
SET session_replication_role = replica;

INSERT INTO forum_categories (id, name, slug, parent_id, level, visibility, topic_count)
SELECT md5('forum category ' || n)::uuid, 'Category ' || n, 'category-' || n,
       CASE WHEN n % 4 > 0 THEN md5('forum category ' || n - n % 4)::uuid END, CASE WHEN n % 4 > 0 THEN 2 ELSE 1 END,
       CASE WHEN n = 19 THEN 'moderator_only' WHEN n = 18 THEN 'private' ELSE 'public' END::category_visibility, 1000 - n
FROM generate_series(0, 19) AS n;
INSERT INTO forum_tags (id, name, slug, usage_count)
SELECT md5('forum tag ' || n)::uuid, 'Tag ' || n, 'tag-' || n, 10000 / n FROM generate_series(1, 200) AS n;

INSERT INTO topics (
    id, title, slug, content, author_id, category_id, visibility, type, status, is_pinned, is_locked, is_hidden, reply_count,
    upvote_count, vote_score, created_at, last_activity_at)
SELECT md5('topic ' || n)::uuid, 'Topic ' || n, 'topic-' || n, 'Questions about a model' || CASE WHEN n % 500 = 0 THEN ' and rarities' ELSE '' END,
       u.id, c.id, c.visibility, (enum_range(NULL::topic_type))[1 + h % 6],
       CASE WHEN h % 50 = 0 THEN 'archived' WHEN h % 5 = 0 THEN 'resolved' WHEN h % 11 = 0 THEN 'closed' ELSE 'open' END::topic_status,
       n % 1000 = 0, h % 40 = 0, h % 100 = 0, CASE WHEN n % 100 = 0 THEN 200 ELSE h % 12 END, h % 90, h % 90,
       now() - make_interval(mins => n::integer * 5), now() - make_interval(mins => n::integer * 5 - h % 5)
FROM (SELECT n, abs(hashint8(n) % 1000000) AS h FROM generate_series(1, (SELECT count(*) FROM articles)) AS n) AS numbered
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS c FROM users) AS u
    ON u.place = 1 + h::bigint * (h / 7 % u.c) / 1000000
JOIN (SELECT id, visibility, substr(slug, 10)::integer AS place FROM forum_categories) AS c ON c.place = h % 20 * (h / 20 % 20) / 20;

INSERT INTO topic_tags (topic_id, tag_id, topic_created_at, visibility)
SELECT DISTINCT t.id, md5('forum tag ' || 1 + t.h / k % 200 * (t.h / 200 % 200) / 200)::uuid, t.created_at, CASE WHEN t.is_listed THEN t.visibility END
FROM (SELECT id, created_at, visibility, is_listed, abs(hashtext(slug) % 1000000) AS h FROM topics) AS t, generate_series(1, 3) AS k;

INSERT INTO replies (id, topic_id, author_id, content, upvote_count, vote_score, created_at, is_hidden)
SELECT md5('reply ' || n)::uuid, t.id, u.id, 'An answer to it', n % 30, n % 30, now() - make_interval(mins => n::integer / 2), n % 200 = 0
FROM generate_series(1, (SELECT count(*) * 10 FROM articles)) AS n
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k, count(*) OVER () AS c FROM topics) AS t
    ON t.k = 1 + (n * 7919 % t.c) * (n % 10) / 10
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS c FROM users) AS u ON u.k = n * 31 % u.c;

INSERT INTO topic_votes (user_id, topic_id, value) SELECT DISTINCT author_id, topic_id, 1 FROM replies;
INSERT INTO reply_votes (user_id, reply_id, value) SELECT t.author_id, r.id, 1 FROM replies r JOIN topics t ON t.id = r.topic_id;
INSERT INTO topic_watches (user_id, topic_id, level) SELECT user_id, topic_id, 'watch' FROM topic_votes;
INSERT INTO vote_quotas (user_id, day, used) SELECT id, (now() AT TIME ZONE 'UTC')::date, 7 FROM users;
INSERT INTO user_reputation (user_id, points) SELECT id, abs(hashtext(username) % 3000) FROM users;
INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points)
SELECT id, author_id, 'reply_created', author_id, 2 FROM replies;
INSERT INTO reports (id, reporter_id, target_type, target_id, reason, status, created_at)
SELECT md5('report ' || id)::uuid, author_id, 'reply', id, 'spam',
       CASE WHEN vote_score % 30 = 1 THEN 'pending' ELSE 'dismissed' END::report_status, created_at
FROM replies WHERE vote_score % 3 = 1;

UPDATE row_counts SET n = (SELECT count(*) FROM topics t WHERE t.is_listed AND 'forum.topics.' || t.visibility = row_counts.name)
WHERE name LIKE 'forum.topics.%';

RESET session_replication_role;
