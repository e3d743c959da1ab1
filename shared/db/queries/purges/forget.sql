-- purges.forget: drops a batch of what was settled before a time. Uses idx_purges_settled.
WITH old AS (
    SELECT id
    FROM purges
    WHERE state IN ('accepted', 'refused') AND settled_at < $1
    LIMIT $2
), gone AS (
    DELETE FROM purges USING old WHERE purges.id = old.id
    RETURNING purges.id
)
SELECT count(*) FROM gone
