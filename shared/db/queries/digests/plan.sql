-- digests.plan: works out when digests are due next whose plan was changed. Uses idx_digest_plans_next. Returns how many.
WITH changed AS (
    SELECT p.user_id, p.type
    FROM digest_plans p
    WHERE p.is_on AND p.next_at IS NULL
    LIMIT $2
    FOR NO KEY UPDATE SKIP LOCKED
), planned AS (
    UPDATE digest_plans p
    SET next_at = next_digest_at($1, u.timezone, p.at, p.weekday)
    FROM changed
    JOIN users u ON u.id = changed.user_id
    WHERE p.user_id = changed.user_id AND p.type = changed.type
    RETURNING 1
)
SELECT count(*) AS n FROM planned
