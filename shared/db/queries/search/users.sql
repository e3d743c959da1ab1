-- search.users: the best of the newest thousand profiles whose name or headline matches a text, and of the first hundred
-- users whose username begins with it; how many those are. Active accounts only. Uses idx_profiles_search, or the primary
-- key for a word that most hold, and idx_users_username_prefix.
WITH named AS (
    (SELECT p.user_id AS id
     FROM profiles p
     WHERE p.search_vector @@ websearch_to_tsquery('simple', $1)
       AND querytree(websearch_to_tsquery('simple', $1)) <> 'T'
     ORDER BY p.user_id DESC
     LIMIT 1000)
    UNION
    (SELECT u.id
     FROM users u
     WHERE u.status = 'active' AND lower(u.username) ~>=~ lower($1) AND lower(u.username) ~<~ (lower($1) || U&'\+10FFFF')
     ORDER BY lower(u.username) USING ~<~
     LIMIT 100)
), candidates AS MATERIALIZED (
    SELECT u.id, u.username, p.display_name, p.search_vector
    FROM named
    JOIN users u ON u.id = named.id AND u.status = 'active'
    LEFT JOIN profiles p ON p.user_id = u.id
    LIMIT 1000
)
SELECT id,
       greatest(
           CASE WHEN lower(username) = lower($1) THEN 0.75 WHEN starts_with(lower(username), lower($1)) THEN 0.4 ELSE 0 END,
           coalesce(search_score(search_vector, websearch_to_tsquery('simple', $1), display_name, $1), 0)) AS score,
       (SELECT count(*) FROM candidates) AS matches
FROM candidates
ORDER BY score DESC, id DESC
LIMIT $2
