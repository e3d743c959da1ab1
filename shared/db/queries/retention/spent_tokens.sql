-- retention.spent_tokens: drops a batch of the spent refresh tokens of logins that ended before a time, the longest
-- ended first: before the logins themselves, so that these take few rows with them. Uses idx_sessions_expires,
-- idx_spent_refresh_tokens_session.
WITH gone AS (
    DELETE FROM spent_refresh_tokens
    WHERE ctid = ANY (ARRAY(
        SELECT spent.ctid
        FROM (SELECT id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2) AS ended,
             LATERAL (SELECT t.ctid FROM spent_refresh_tokens t WHERE t.session_id = ended.id LIMIT $2) AS spent
        LIMIT $2
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
