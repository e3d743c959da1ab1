-- digests.claim: takes the digests that are due at a moment, and plans the ones after them. Returns those that are to be sent:
-- not on vacation, none of the kind in the last 20 hours. Uses idx_digest_plans_next.
WITH due AS (
    SELECT p.user_id, p.type
    FROM digest_plans p
    WHERE p.is_on AND p.next_at <= $1
    ORDER BY p.next_at
    LIMIT $2
    FOR NO KEY UPDATE SKIP LOCKED
), claimed AS (
    UPDATE digest_plans p
    SET next_at = next_digest_at($1, u.timezone, p.at, p.weekday)
    FROM due
    JOIN users u ON u.id = due.user_id
    WHERE p.user_id = due.user_id AND p.type = due.type
    RETURNING p.user_id, p.type, p.last_sent_at, u.status
)
SELECT c.user_id, c.type::text AS type,
       c.status = 'active' AND coalesce(c.last_sent_at <= $1 - interval '20 hours', true)
           AND NOT (d.is_on_vacation AND coalesce(d.vacation_until > $1, true)) AS is_wanted
FROM claimed c
JOIN digest_preferences d ON d.user_id = c.user_id
ORDER BY c.type, c.user_id
