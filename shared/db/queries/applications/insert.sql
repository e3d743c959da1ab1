-- applications.insert: a new application.
INSERT INTO job_applications (id, job_id, user_id, cover_letter, resume_url, screening_answers, source)
VALUES ($1, $2, $3, $4, $5, $6, $7)
