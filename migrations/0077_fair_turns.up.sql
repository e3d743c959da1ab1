-- Turns: a task of a tenant who has others waiting in the queue comes a second later than the last of these, in the order in
-- which tasks are taken, not in when they are due. So nobody's flood is in front of the others' tasks, and a queue that has
-- nothing else to do is still worked on as fast as it can be.

ALTER TABLE outbox ADD COLUMN turn_at timestamptz;
