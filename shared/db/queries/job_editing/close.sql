-- job_editing.close: ends a job; its applications stay. Bumps the revision.
UPDATE jobs SET status = 'closed', updated_at = now(), revision = revision + 1 WHERE id = $1
