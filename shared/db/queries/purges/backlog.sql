-- purges.backlog: what is still to be sent, how long ago the oldest that is due was asked for, and what was refused. Uses
-- idx_purges_due and idx_purges_settled.
SELECT pending.n AS pending, pending.oldest_ms, refused.n AS refused
FROM (
    SELECT count(*) AS n,
           coalesce(extract(epoch FROM now() - min(requested_at) FILTER (WHERE state = 'taken' OR due_at <= now()))::float8 * 1000, 0)
               AS oldest_ms
    FROM purges
    WHERE state IN ('waiting', 'taken')
) AS pending, (
    SELECT count(*) AS n FROM purges WHERE state = 'refused'
) AS refused
