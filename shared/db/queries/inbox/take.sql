-- inbox.take: marks a message as done and deletes its row of the outbox, in the transaction of its effect. Returns how many
-- attempts have failed, unless it was done or given up before. Who delivers the same message at the same time waits here
-- for the other's end.
WITH gone AS (
    DELETE FROM outbox WHERE id = $2 AND producer = $1
)
INSERT INTO inbox (producer, message_id, day, task, attempts, done_at)
VALUES ($1, $2, uuid_day($2), $3, $4, now())
ON CONFLICT (producer, message_id, day) DO UPDATE
SET done_at = excluded.done_at, attempts = greatest(inbox.attempts, excluded.attempts)
WHERE inbox.done_at IS NULL AND inbox.given_up_at IS NULL
RETURNING attempts
