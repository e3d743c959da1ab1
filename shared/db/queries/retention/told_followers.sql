-- retention.told_followers: drops a batch of what users were told of followers before a time. What somebody works on is left
-- for the next time. Uses idx_told_followers_told.
WITH gone AS (
    DELETE FROM told_followers
    WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM told_followers WHERE told_at < $1 ORDER BY told_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ))
    RETURNING 1
)
SELECT count(*) AS n FROM gone
