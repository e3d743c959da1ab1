-- Tasks over queues: when a row was sent and for whom, messages that were given up, and queues that are held or paced.

ALTER TABLE outbox
    -- In whose name the message is; another one's only after a redrive.
    ADD COLUMN producer text NOT NULL DEFAULT 'platform',
    -- Whose tasks these are: those of one don't hold up the others'.
    ADD COLUMN tenant text,
    -- When it was given to its queue. The row stays until the task is done; run_at is then when it is given again, because
    -- a queue forgets what it has held for days.
    ADD COLUMN sent_at timestamptz;

-- Set with the failed_tasks row: a message that comes again is not tried again. A redrive takes it back.
ALTER TABLE inbox ADD COLUMN given_up_at timestamptz;

ALTER TABLE failed_tasks ADD COLUMN tenant text;

-- One row a queue, written by operators and by who claims from a queue with a pace.
CREATE TABLE queues (
    name text PRIMARY KEY CHECK (name IN ('priority', 'default', 'bulk', 'realtime', 'rate-limited', 'email')),
    -- Since when nothing of it is begun.
    paused_at timestamptz,
    -- Tasks that could be begun at counted_at; filled up since then at the queue's pace, a second's worth at most.
    tokens double precision NOT NULL DEFAULT 1000000 CHECK (tokens >= 0),
    counted_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO queues (name) VALUES ('priority'), ('realtime'), ('default'), ('email'), ('rate-limited'), ('bulk');

REVOKE INSERT, DELETE ON queues FROM neurmatic_app;
