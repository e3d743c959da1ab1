-- queues.set_paused: nothing of a queue is begun from now on, or again. One that is paused stays so since then. By primary
-- key.
UPDATE queues
SET paused_at = CASE WHEN $2 THEN coalesce(paused_at, now()) END
WHERE name = $1
RETURNING name
