-- outbox.delete: a task that is no longer needed.
DELETE FROM outbox WHERE id = $1
