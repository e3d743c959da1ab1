-- inbox.fail: counts a failed attempt of a message that a queue delivered. The queue brings it again; or the outbox does, if
-- $5 says when. Returns whether it is there to be brought again. By primary key.
WITH noted AS (
    UPDATE outbox
    SET attempts = attempts + 1, last_error = $4,
        run_at = coalesce(now() + make_interval(secs => $5), run_at),
        sent_at = CASE WHEN $5 IS NULL THEN sent_at END, locked_until = NULL
    WHERE id = $2 AND producer = $1
    RETURNING id
), counted AS (
    INSERT INTO inbox (producer, message_id, day, task, attempts)
    VALUES ($1, $2, uuid_day($2), $3, 1)
    ON CONFLICT (producer, message_id, day) DO UPDATE
    SET attempts = inbox.attempts + 1
    WHERE inbox.done_at IS NULL AND inbox.given_up_at IS NULL
)
SELECT EXISTS (SELECT FROM noted) AS in_outbox
