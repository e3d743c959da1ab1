-- schedules.fire: takes a due time of a schedule, unless that one or a later one was taken. Who asks at the same time
-- waits for the other's end. By primary key.
INSERT INTO schedule_fires AS taken (task, due_at) VALUES ($1, $2)
ON CONFLICT (task) DO UPDATE
SET due_at = excluded.due_at, fired_at = now()
WHERE taken.due_at < excluded.due_at
RETURNING true AS first_time
