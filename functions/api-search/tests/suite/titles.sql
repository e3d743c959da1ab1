-- Everything that a visitor may find by a title or a name, with its words; for as long as the connection.
CREATE TEMP TABLE titles AS
SELECT 'articles' AS kind, id, title AS name, to_tsvector('english', title) AS words
FROM articles WHERE status = 'published'
UNION ALL
SELECT 'topics', id, title, to_tsvector('english', title)
FROM topics WHERE is_listed AND visibility = 'public'
UNION ALL
SELECT 'jobs', id, title, to_tsvector('english', title)
FROM jobs WHERE status = 'active' AND (expires_at IS NULL OR expires_at > now())
UNION ALL
SELECT 'companies', id, name, to_tsvector('english', name)
FROM companies
UNION ALL
SELECT 'models', id, name, to_tsvector('english', name)
FROM llm_models
UNION ALL
SELECT 'users', u.id, p.display_name, to_tsvector('english', p.display_name)
FROM users u JOIN profiles p ON p.user_id = u.id
WHERE u.status = 'active' AND p.display_name IS NOT NULL
UNION ALL
SELECT 'usernames', id, username, to_tsvector('english', username)
FROM users WHERE status = 'active';
CREATE INDEX titles_words ON titles USING gin (words);
ANALYZE titles;
