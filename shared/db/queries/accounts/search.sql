-- accounts.search: ids of accounts whose name begins with a text, by name, and before them the one whose address it is. The
-- first thousand names are found. Uses idx_users_username_prefix and idx_users_email.
WITH named AS MATERIALIZED (
    SELECT u.id, lower(u.username) AS name
    FROM users u
    WHERE lower(u.username) ~>=~ $3 AND lower(u.username) ~<~ $4
      AND u.role = $6::text::user_role -- when role
      AND u.status = $7::text::user_status -- when status
    ORDER BY lower(u.username) USING ~<~
    LIMIT 1000
), addressed AS (
    SELECT u.id, '' AS name
    FROM users u
    WHERE lower(u.email) = lower($5)
      AND u.role = $6::text::user_role -- when role
      AND u.status = $7::text::user_status -- when status
), found AS (
    SELECT id, min(name) AS name
    FROM (SELECT id, name FROM named UNION ALL SELECT id, name FROM addressed) AS either
    GROUP BY id
)
SELECT id, (row_number() OVER (ORDER BY name, id))::int8 AS key
FROM found
ORDER BY key
LIMIT $1 OFFSET $2
