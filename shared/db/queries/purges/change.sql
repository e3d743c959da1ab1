-- purges.change: a task, and the tags that the edge is to forget by the same change, in its transaction. A tag that waits
-- is not written again: its row becomes as thorough and as urgent as the two of them, and is held until this transaction
-- ends, so that nobody sends it before. One of what changes often waits until ten seconds after it was last sent. Uses
-- idx_purges_waiting and idx_purges_sent.
WITH asked AS (
    INSERT INTO purges (id, target, value, kind, is_frequent, request_id, due_at)
    SELECT wanted.id, 'tag', wanted.value, $11::text::purge_kind, $12, $8,
           CASE WHEN $12 THEN greatest(clock_timestamp(), (
               SELECT max(sent_at) + interval '10 seconds'
               FROM purges AS sent
               WHERE sent.target = 'tag' AND sent.value = wanted.value AND sent.state IN ('taken', 'accepted')
           )) ELSE clock_timestamp() END
    FROM unnest($9::uuid[], $10::text[]) AS wanted (id, value)
    ORDER BY wanted.value
    ON CONFLICT (target, value) WHERE state = 'waiting' DO UPDATE
    SET kind = greatest(purges.kind, excluded.kind),
        is_frequent = purges.is_frequent AND excluded.is_frequent,
        due_at = least(purges.due_at, excluded.due_at)
)
INSERT INTO outbox (id, task, version, queue, payload, unique_key, run_at, request_id)
VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, now()), $8)
RETURNING id
