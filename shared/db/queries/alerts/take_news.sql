-- alerts.take_news: the newest jobs for a user's alerts that the user was not told of, and the note that now it is told:
-- of two who ask at once one gets each. A job from before its alert, or before $2, is no news. The criteria are those that
-- api-jobs keeps; what is not in them doesn't matter. Uses idx_job_alerts_user_created, idx_jobs_status_published.
WITH found AS (
    SELECT news.id, news.published_at
    FROM job_alerts a
    CROSS JOIN LATERAL (
        SELECT j.id, j.published_at
        FROM jobs j
        WHERE j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
          AND j.published_at >= greatest(a.created_at, $2)
          AND (NOT a.criteria ? 'workLocations' OR a.criteria -> 'workLocations' ? j.work_location::text)
          AND (NOT a.criteria ? 'types' OR a.criteria -> 'types' ? j.job_type::text)
          AND (NOT a.criteria ? 'experience' OR a.criteria -> 'experience' ? j.experience_level::text)
          AND (NOT a.criteria ? 'location' OR lower(j.location) = lower(a.criteria ->> 'location'))
          AND (NOT a.criteria ? 'salaryMin' OR j.shown_salary >= (a.criteria ->> 'salaryMin')::integer)
          AND (NOT a.criteria ? 'modelIds' OR EXISTS (
              SELECT FROM job_models m WHERE m.job_id = j.id AND a.criteria -> 'modelIds' ? m.model_id::text))
          AND (NOT a.criteria ? 'keywords' OR (
              j.search_vector @@ websearch_to_tsquery('english', a.criteria ->> 'keywords')
              AND querytree(websearch_to_tsquery('english', a.criteria ->> 'keywords')) <> 'T'))
          AND NOT EXISTS (SELECT FROM job_alert_jobs t WHERE t.user_id = $1 AND t.job_id = j.id)
        ORDER BY j.published_at DESC, j.id DESC
        LIMIT $3
    ) AS news
    WHERE a.user_id = $1 AND a.is_active
    GROUP BY news.id, news.published_at
    ORDER BY news.published_at DESC, news.id DESC
    LIMIT $3
), told AS (
    INSERT INTO job_alert_jobs (user_id, job_id) SELECT $1, id FROM found
    ON CONFLICT (user_id, job_id) DO NOTHING
    RETURNING job_id
)
SELECT found.id FROM found JOIN told ON told.job_id = found.id ORDER BY found.published_at DESC, found.id DESC
