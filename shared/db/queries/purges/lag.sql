-- purges.lag: how long the purges that were confirmed since a time took from their change on. Uses idx_purges_settled.
SELECT count(*) AS receipts,
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY took_ms), 0) AS p50_ms,
       coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY took_ms), 0) AS p99_ms,
       coalesce(max(took_ms), 0) AS max_ms
FROM (
    SELECT extract(epoch FROM settled_at - requested_at)::float8 * 1000 AS took_ms
    FROM purges
    WHERE state = 'accepted' AND settled_at >= $1
) AS receipt
