-- purges.spend: takes up to $4 calls out of the budget, which holds $2 at most and fills up at $3 a second. The one row.
UPDATE purge_budget
SET tokens = least($2, tokens + greatest(extract(epoch FROM $1 - counted_at), 0)::float8 * $3)
             - least(floor(least($2, tokens + greatest(extract(epoch FROM $1 - counted_at), 0)::float8 * $3)), $4::float8),
    granted = least(floor(least($2, tokens + greatest(extract(epoch FROM $1 - counted_at), 0)::float8 * $3)), $4::float8),
    counted_at = greatest(counted_at, $1), size = $2, per_sec = $3
RETURNING granted
