-- retention.sessions: drops a batch of logins that ended before a time and have no spent tokens left, the longest ended
-- first. What somebody works on is left for the next time. Uses idx_sessions_expires, idx_spent_refresh_tokens_session.
WITH gone AS (
    DELETE FROM sessions
    WHERE ctid = ANY (ARRAY(
        SELECT s.ctid
        FROM sessions s
        WHERE s.expires_at < $1
          AND (SELECT count(*) FROM (SELECT FROM spent_refresh_tokens t WHERE t.session_id = s.id LIMIT 1) AS spent) = 0
        ORDER BY s.expires_at
        LIMIT $2
        FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
