-- export.applications: a user's applications with their history, after an id. Uses idx_job_applications_user_applied and
-- idx_application_status_history_application.
SELECT 'applications' AS part, a.id AS key, jsonb_build_object(
    'id', a.id, 'jobId', a.job_id, 'coverLetter', a.cover_letter, 'resumeUrl', a.resume_url,
    'answers', a.screening_answers, 'source', a.source, 'status', a.status, 'appliedAt', a.applied_at,
    'reviewedAt', a.reviewed_at, 'updatedAt', a.updated_at,
    'history', (SELECT coalesce(jsonb_agg(jsonb_build_object('from', h.from_status, 'to', h.to_status, 'notes', h.notes,
                                                             'at', h.created_at) ORDER BY h.created_at, h.id), '[]')
                FROM application_status_history h WHERE h.application_id = a.id)) AS body
FROM job_applications a
WHERE a.user_id = $1 AND a.id > $2
ORDER BY a.id
LIMIT $3
