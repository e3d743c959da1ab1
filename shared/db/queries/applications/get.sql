-- applications.get: one application whole, with its history. By primary key.
SELECT a.id, a.job_id, j.slug AS job_slug, j.title AS job_title, c.id AS company_id, c.slug AS company_slug,
       c.name AS company_name, c.owner_user_id, a.user_id, u.username, p.display_name, p.headline, p.avatar_url,
       a.cover_letter, a.resume_url, a.screening_answers, a.source, a.status::text AS status, a.applied_at,
       a.reviewed_at, a.updated_at,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('from', h.from_status, 'to', h.to_status, 'notes', h.notes, 'at', h.created_at)
                                  ORDER BY h.created_at, h.id), '[]')
        FROM application_status_history h WHERE h.application_id = a.id) AS history
FROM job_applications a
JOIN jobs j ON j.id = a.job_id
JOIN companies c ON c.id = j.company_id
JOIN users u ON u.id = a.user_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = a.user_id
WHERE a.id = $1
