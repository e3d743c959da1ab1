-- job_editing.delete: removes a job that nobody has seen.
DELETE FROM jobs WHERE id = $1
