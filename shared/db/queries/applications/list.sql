-- applications.list: a job's applications, newest first, after a position. Slim: no letters. Uses
-- idx_job_applications_job_applied, _job_status_applied. With `count` it counts the first of a state instead.
SELECT count(*) AS n FROM ( -- when count
SELECT a.id
       , (extract(epoch FROM a.applied_at) * 1000000)::int8 AS key, a.user_id, u.username, p.display_name, p.headline -- when !count
       , p.avatar_url, a.source, a.status::text AS status, a.applied_at, a.reviewed_at, a.updated_at -- when !count
FROM job_applications a
JOIN users u ON u.id = a.user_id AND u.status <> 'deleted'
LEFT JOIN profiles p ON p.user_id = a.user_id -- when !count
WHERE a.job_id = $3
  AND a.status = $4::text::application_status -- when status
  AND (a.applied_at, a.id) < ($5, $6) -- when after
ORDER BY a.applied_at DESC, a.id DESC -- when !count
LIMIT $1 OFFSET $2
) AS matches -- when count
