-- purges.rest: how the API does: rounds that failed in a row, until when it is left alone, and why. The one row.
UPDATE purge_budget
SET failures = $1, blocked_until = greatest(blocked_until, $2), last_error = $3
