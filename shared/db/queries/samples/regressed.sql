-- samples.regressed: statements whose mean time between the last two samples is a multiple of the median of earlier periods. The
-- server's count may have begun anew between two samples. By primary key.
WITH periods AS (
    SELECT query_id, name, taken_at,
        calls - CASE WHEN lag(calls) OVER w <= calls THEN lag(calls) OVER w ELSE 0 END AS calls,
        total_ms - CASE WHEN lag(calls) OVER w <= calls THEN least(lag(total_ms) OVER w, total_ms) ELSE 0 END AS total_ms,
        lag(calls) OVER w IS NOT NULL AS is_known
    FROM statement_samples
    WHERE taken_at >= now() - interval '7 days'
    WINDOW w AS (PARTITION BY query_id ORDER BY taken_at)
), means AS (
    SELECT query_id, name, taken_at, calls, total_ms / calls AS mean_ms FROM periods WHERE is_known AND calls > 0
), latest AS (
    SELECT max(taken_at) AS taken_at FROM statement_samples WHERE taken_at >= now() - interval '7 days'
), earlier AS (
    SELECT means.query_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY means.mean_ms) AS median_ms, count(*) AS periods
    FROM means
    JOIN latest ON means.taken_at < latest.taken_at
    GROUP BY means.query_id
)
SELECT coalesce(means.name, 'query ' || means.query_id) AS object,
    jsonb_build_object('meanMs', round(means.mean_ms::numeric, 2), 'earlierMedianMs', round(earlier.median_ms::numeric, 2),
        'calls', means.calls, 'earlierPeriods', earlier.periods) AS figures,
    ARRAY[]::text[] AS fix,
    false AS is_critical
FROM means
JOIN latest ON latest.taken_at = means.taken_at
JOIN earlier ON earlier.query_id = means.query_id
WHERE means.calls >= $1
  AND means.mean_ms >= $2
  AND means.mean_ms >= $3 * earlier.median_ms
  AND earlier.periods >= $4
ORDER BY means.mean_ms * means.calls DESC, 1
LIMIT 20
