-- alerts.take_news: the newest jobs for a user's alerts that the user was not told of, and the note that now it is told:
-- of two who ask at once one gets each. A job from before its alert, or before $2, is no news; of more than 5,000 jobs the
-- newest are looked at. The criteria are those that api-jobs keeps. Uses idx_job_alerts_user_created,
-- idx_jobs_status_published, and primary keys.
WITH mine AS MATERIALIZED (
    SELECT created_at, criteria AS c FROM job_alerts WHERE user_id = $1 AND is_active
), fresh AS MATERIALIZED (
    SELECT id, published_at
    FROM jobs
    WHERE status = 'active' AND (expires_at IS NULL OR expires_at > now())
      AND published_at >= greatest($2, (SELECT min(created_at) FROM mine))
    ORDER BY published_at DESC, id DESC
    LIMIT 5000
), found AS (
    SELECT fresh.id, fresh.published_at
    FROM fresh
    CROSS JOIN LATERAL (SELECT * FROM jobs WHERE jobs.id = fresh.id OFFSET 0) AS j
    WHERE EXISTS (
        SELECT
        FROM mine
        WHERE j.published_at >= mine.created_at
          AND (NOT c ? 'workLocations' OR c -> 'workLocations' ? j.work_location::text)
          AND (NOT c ? 'types' OR c -> 'types' ? j.job_type::text)
          AND (NOT c ? 'experience' OR c -> 'experience' ? j.experience_level::text)
          AND (NOT c ? 'location' OR lower(j.location) = lower(c ->> 'location'))
          AND (NOT c ? 'salaryMin' OR j.shown_salary >= (c ->> 'salaryMin')::integer)
          AND (NOT c ? 'modelIds' OR EXISTS (
              SELECT FROM job_models m WHERE m.job_id = j.id AND c -> 'modelIds' ? m.model_id::text))
          AND (NOT c ? 'keywords' OR (
              j.search_vector @@ websearch_to_tsquery('english', c ->> 'keywords')
              AND querytree(websearch_to_tsquery('english', c ->> 'keywords')) <> 'T'))
    ) AND NOT EXISTS (SELECT FROM job_alert_jobs t WHERE t.user_id = $1 AND t.job_id = fresh.id)
    ORDER BY fresh.published_at DESC, fresh.id DESC
    LIMIT $3
), told AS (
    INSERT INTO job_alert_jobs (user_id, job_id) SELECT $1, id FROM found
    ON CONFLICT (user_id, job_id) DO NOTHING
    RETURNING job_id
)
SELECT found.id FROM found JOIN told ON told.job_id = found.id ORDER BY found.published_at DESC, found.id DESC
