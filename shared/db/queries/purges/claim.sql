-- purges.claim: leases what is due, the longest due first, if the API may be asked and its budget holds a call. What
-- changes often is left alone while the budget is low, for a minute at most. A lease that ran out is claimed again. Uses
-- idx_purges_due.
WITH api AS (
    SELECT least($5, tokens + greatest(extract(epoch FROM $1 - counted_at), 0)::float8 * $6) AS tokens, failures
    FROM purge_budget
    WHERE blocked_until <= $1
)
UPDATE purges
SET state = 'taken', sent_at = $1, due_at = $1 + make_interval(secs => $3)
FROM (
    SELECT due.id, api.tokens, api.failures
    FROM api
    CROSS JOIN LATERAL (
        SELECT id
        FROM purges
        WHERE state IN ('waiting', 'taken') AND due_at <= $1
          AND (NOT is_frequent OR api.tokens > $4 OR requested_at <= $1 - interval '1 minute')
        ORDER BY due_at
        LIMIT $2
        FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE api.tokens >= 1
) AS chosen
WHERE purges.id = chosen.id AND purges.state IN ('waiting', 'taken') AND purges.due_at <= $1
RETURNING purges.id, target::text AS target, value, kind::text AS kind, is_frequent, attempts, refusals, requested_at,
          chosen.tokens, chosen.failures
