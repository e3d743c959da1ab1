-- purges.put_back: these are to be sent again at a time; $3 attempts were made with them, and $4 is added to their
-- refusals. By primary key.
UPDATE purges
SET due_at = $2, attempts = attempts + $3, refusals = refusals + $4, last_error = coalesce($5, last_error)
WHERE id = ANY ($1::uuid[]) AND state = 'taken'
