-- purges.is_wanted: whether a round would send something now, and none waits to be done: something is due, the API may be
-- asked, and its budget, of which what changes often leaves a half, holds a call. Uses idx_purges_due,
-- idx_outbox_task_unique.
WITH api AS (
    SELECT coalesce(size / 2, 0) AS reserve,
           coalesce(least(size, tokens + greatest(extract(epoch FROM now() - counted_at), 0)::float8 * per_sec), tokens) AS tokens
    FROM purge_budget
    WHERE blocked_until <= now()
)
SELECT EXISTS (
    SELECT
    FROM api
    JOIN purges p ON p.state IN ('waiting', 'taken') AND p.due_at <= now()
         AND (NOT p.is_frequent OR api.tokens > api.reserve OR p.requested_at <= now() - interval '1 minute')
    WHERE api.tokens >= 1
) AND NOT EXISTS (SELECT FROM outbox o WHERE o.task = $1 AND o.unique_key = $2) AS is_wanted
