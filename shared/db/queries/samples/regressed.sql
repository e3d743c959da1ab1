-- samples.regressed: statements whose mean time between the last two samples is a multiple of the median of earlier periods. The
-- server's count may have begun anew between two samples. Earlier samples are sorted only of those that were slow in the last
-- period, or of which the last two samples alone don't tell. By primary key.
WITH latest AS (
    SELECT max(taken_at) AS taken_at FROM statement_samples WHERE taken_at >= now() - interval '7 days'
), times AS (
    SELECT latest.taken_at, (SELECT max(s.taken_at) FROM statement_samples s WHERE s.taken_at < latest.taken_at) AS last_but_one
    FROM latest
), slow AS (
    SELECT s.query_id
    FROM times
    JOIN statement_samples s ON s.taken_at = times.taken_at
    LEFT JOIN statement_samples b ON b.taken_at = times.last_but_one AND b.query_id = s.query_id
    WHERE b.calls IS NULL
       OR b.calls > s.calls
       OR s.calls - b.calls >= $1 AND s.total_ms - least(b.total_ms, s.total_ms) >= $2::float8 * (s.calls - b.calls)
), periods AS (
    SELECT query_id, name, taken_at,
        calls - CASE WHEN lag(calls) OVER w <= calls THEN lag(calls) OVER w ELSE 0 END AS calls,
        total_ms - CASE WHEN lag(calls) OVER w <= calls THEN least(lag(total_ms) OVER w, total_ms) ELSE 0 END AS total_ms,
        lag(calls) OVER w IS NOT NULL AS is_known
    FROM statement_samples
    WHERE taken_at >= now() - interval '7 days' AND query_id = ANY (ARRAY(SELECT query_id FROM slow))
    WINDOW w AS (PARTITION BY query_id ORDER BY taken_at)
), means AS (
    SELECT query_id, name, taken_at, calls, total_ms / calls AS mean_ms FROM periods WHERE is_known AND calls > 0
), earlier AS (
    SELECT means.query_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY means.mean_ms) AS median_ms, count(*) AS periods
    FROM means
    JOIN times ON means.taken_at < times.taken_at
    GROUP BY means.query_id
)
SELECT coalesce(means.name, 'query ' || means.query_id) AS object,
    jsonb_build_object('meanMs', round(means.mean_ms::numeric, 2), 'earlierMedianMs', round(earlier.median_ms::numeric, 2),
        'calls', means.calls, 'earlierPeriods', earlier.periods) AS figures,
    ARRAY[]::text[] AS fix,
    false AS is_critical
FROM means
JOIN times ON times.taken_at = means.taken_at
JOIN earlier ON earlier.query_id = means.query_id
WHERE means.calls >= $1
  AND means.mean_ms >= $2
  AND means.mean_ms >= $3 * earlier.median_ms
  AND earlier.periods >= $4
ORDER BY means.mean_ms * means.calls DESC, 1
LIMIT 20
