-- inbox.reject: keeps a message that is not to be attempted, with the reason, under the id that its queue gave it. It has
-- had no attempt, by which it can be told.
INSERT INTO failed_tasks (id, producer, task, version, queue, payload, attempts, last_error)
VALUES ($1, $2, $3, 1, $4, $5, 0, $6)
ON CONFLICT (id) DO NOTHING
