-- outbox.mark_sent: these were given to their queues; they are given again after a while, if they are still there. By
-- primary key.
UPDATE outbox
SET sent_at = now(), turn_at = NULL, run_at = now() + make_interval(secs => $2), locked_until = NULL
WHERE id = ANY ($1::uuid[])
