-- purges.refuse: the API won't ever take this one. By primary key.
UPDATE purges
SET state = 'refused', settled_at = $2, attempts = attempts + 1, last_error = $3
WHERE id = ANY ($1::uuid[]) AND state = 'taken'
