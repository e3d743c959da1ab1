-- job_editing.clear_skills: takes a job's skills off.
DELETE FROM job_skills WHERE job_id = $1
