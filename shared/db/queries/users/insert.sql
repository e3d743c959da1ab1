-- users.insert: a new account with its empty profile; no row when the address or the name is taken.
WITH made AS (
    INSERT INTO users (id, email, password_hash, username)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
    RETURNING id
)
INSERT INTO profiles (user_id)
SELECT id FROM made
RETURNING true AS made
