-- applications.set_status: moves an application; the company's first move is when it was reviewed.
UPDATE job_applications
SET status = $2::text::application_status, updated_at = now(),
    reviewed_at = CASE WHEN $2::text = 'withdrawn' THEN reviewed_at ELSE coalesce(reviewed_at, now()) END
WHERE id = $1
