-- outbox.put_back: an attempt failed; another is due after a while.
UPDATE outbox
SET attempts = attempts + 1, run_at = now() + make_interval(secs => $2), locked_until = NULL, sent_at = NULL, turn_at = NULL,
    last_error = $3
WHERE id = $1
