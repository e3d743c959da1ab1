-- matches.note: notes that these users, whom a job suits, are told of it, and returns those who are: who has said which types of
-- job to look for is told of these only, and nobody twice. By primary keys.
INSERT INTO job_matches (job_id, user_id)
SELECT j.id, suited.user_id
FROM jobs j
CROSS JOIN unnest($2::uuid[]) AS suited (user_id)
LEFT JOIN job_preferences f ON f.user_id = suited.user_id
WHERE j.id = $1 AND (f.user_id IS NULL OR cardinality(f.job_types) = 0 OR j.job_type = ANY(f.job_types))
ORDER BY suited.user_id
ON CONFLICT (job_id, user_id) DO NOTHING
RETURNING user_id
