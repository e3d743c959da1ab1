-- samples.grown: tables of which scans read a multiple of the rows, between the last two samples, that they read in the median
-- of earlier periods. The server's count may have begun anew between two samples. By primary key.
WITH periods AS (
    SELECT table_name, taken_at, live_rows,
        rows_read - CASE WHEN lag(rows_read) OVER w <= rows_read THEN lag(rows_read) OVER w ELSE 0 END AS rows_read,
        scans - CASE WHEN lag(scans) OVER w <= scans THEN lag(scans) OVER w ELSE 0 END AS scans,
        lag(rows_read) OVER w IS NOT NULL AS is_known
    FROM table_samples
    WHERE taken_at >= now() - interval '7 days'
    WINDOW w AS (PARTITION BY table_name ORDER BY taken_at)
), latest AS (
    SELECT max(taken_at) AS taken_at FROM table_samples WHERE taken_at >= now() - interval '7 days'
), earlier AS (
    SELECT periods.table_name, percentile_cont(0.5) WITHIN GROUP (ORDER BY periods.rows_read) AS median_rows, count(*) AS periods
    FROM periods
    JOIN latest ON periods.taken_at < latest.taken_at
    WHERE periods.is_known
    GROUP BY periods.table_name
)
SELECT periods.table_name AS object,
    jsonb_build_object('readRows', periods.rows_read, 'earlierMedianRows', round(earlier.median_rows), 'scans', periods.scans,
        'rows', periods.live_rows, 'earlierPeriods', earlier.periods) AS figures,
    ARRAY[]::text[] AS fix,
    false AS is_critical
FROM periods
JOIN latest ON latest.taken_at = periods.taken_at
JOIN earlier ON earlier.table_name = periods.table_name
WHERE periods.is_known
  AND periods.live_rows >= $1
  AND periods.rows_read >= $2
  AND periods.rows_read >= $3 * earlier.median_rows
  AND earlier.periods >= $4
ORDER BY periods.rows_read DESC, 1
LIMIT 20
