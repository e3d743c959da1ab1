-- outbox.hold: takes a sent task back from its queue, to be sent again from here. By primary key.
UPDATE outbox
SET sent_at = NULL, run_at = now(), locked_until = NULL
WHERE id = $2 AND producer = $1
RETURNING true AS held
