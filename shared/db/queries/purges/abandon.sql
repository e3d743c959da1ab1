-- purges.abandon: drops a batch of what was recorded before a time and never sent, where nobody sends. Uses idx_purges_due.
WITH old AS (
    SELECT id
    FROM purges
    WHERE state IN ('waiting', 'taken') AND due_at < $1
    ORDER BY due_at
    LIMIT $2
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM purges USING old WHERE purges.id = old.id
    RETURNING purges.id
)
SELECT count(*) FROM gone
