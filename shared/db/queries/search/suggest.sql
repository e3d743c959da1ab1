-- search.suggest: three of each type whose title or name begins with a text: the most popular of the first hundred in the
-- order of the alphabet. Uses idx_articles_title_prefix, idx_topics_title_prefix, idx_jobs_title_prefix,
-- idx_companies_name_prefix, idx_users_username_prefix and idx_profiles_name_prefix; the directory of models is small.
WITH models AS (
    SELECT m.id, m.slug, m.name AS words, m.follower_count::int8 AS weight
    FROM llm_models m
    WHERE starts_with(lower(m.name), lower($1)) OR starts_with(m.slug, lower($1))
    LIMIT 100
), companies AS (
    SELECT c.id, c.slug, c.name AS words, c.job_count::int8 AS weight
    FROM companies c
    WHERE lower(c.name) ~>=~ lower($1) AND lower(c.name) ~<~ (lower($1) || U&'\+10FFFF')
    ORDER BY lower(c.name) USING ~<~ LIMIT 100
), users AS (
    (SELECT u.id, u.username AS slug, u.username AS words, u.follower_count::int8 AS weight
     FROM users u
     WHERE u.status = 'active' AND lower(u.username) ~>=~ lower($1) AND lower(u.username) ~<~ (lower($1) || U&'\+10FFFF')
     ORDER BY lower(u.username) USING ~<~ LIMIT 100)
    UNION ALL
    SELECT u.id, u.username, p.display_name, u.follower_count
    FROM (SELECT p.user_id, p.display_name
          FROM profiles p
          WHERE lower(p.display_name) ~>=~ lower($1) AND lower(p.display_name) ~<~ (lower($1) || U&'\+10FFFF')
          ORDER BY lower(p.display_name) USING ~<~ LIMIT 100) AS p
    JOIN users u ON u.id = p.user_id AND u.status = 'active'
), articles AS (
    SELECT a.id, a.slug, a.title AS words, a.view_count AS weight
    FROM articles a
    WHERE a.status = 'published' AND lower(a.title) ~>=~ lower($1) AND lower(a.title) ~<~ (lower($1) || U&'\+10FFFF')
    ORDER BY lower(a.title) USING ~<~ LIMIT 100
), topics AS (
    SELECT t.id, t.slug, t.title AS words, t.reply_count::int8 AS weight
    FROM topics t
    WHERE t.is_listed AND t.visibility = 'public' AND lower(t.title) ~>=~ lower($1) AND lower(t.title) ~<~ (lower($1) || U&'\+10FFFF')
    ORDER BY lower(t.title) USING ~<~ LIMIT 100
), jobs AS (
    SELECT j.id, j.slug, j.title AS words, j.application_count::int8 AS weight
    FROM jobs j
    WHERE j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
      AND lower(j.title) ~>=~ lower($1) AND lower(j.title) ~<~ (lower($1) || U&'\+10FFFF')
    ORDER BY lower(j.title) USING ~<~ LIMIT 100
)
SELECT kind, id, slug, words FROM (
    (SELECT 'models' AS kind, id, slug, words, row_number() OVER (ORDER BY weight DESC, id) AS place FROM models ORDER BY place LIMIT 3)
    UNION ALL
    (SELECT 'companies', id, slug, words, row_number() OVER (ORDER BY weight DESC, id) AS place FROM companies ORDER BY place LIMIT 3)
    UNION ALL
    (SELECT 'users', id, slug, min(words), row_number() OVER (ORDER BY max(weight) DESC, id) AS place
     FROM users GROUP BY id, slug ORDER BY place LIMIT 3)
    UNION ALL
    (SELECT 'articles', id, slug, words, row_number() OVER (ORDER BY weight DESC, id) AS place FROM articles ORDER BY place LIMIT 3)
    UNION ALL
    (SELECT 'topics', id, slug, words, row_number() OVER (ORDER BY weight DESC, id) AS place FROM topics ORDER BY place LIMIT 3)
    UNION ALL
    (SELECT 'jobs', id, slug, words, row_number() OVER (ORDER BY weight DESC, id) AS place FROM jobs ORDER BY place LIMIT 3)
) AS found
ORDER BY place, array_position(ARRAY['models', 'companies', 'users', 'articles', 'topics', 'jobs'], kind)
LIMIT 10
