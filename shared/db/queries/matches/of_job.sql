-- matches.of_job: these users with the scores that an open job has for them, from a score on. The same scores as matches.find has,
-- which looks from the other side: one user and many jobs. A test compares the two, pair by pair. A user's own job and one
-- applied to are left out. By primary keys, user_skills_user_id_skill_key_key, idx_work_experiences_user_order.
WITH job AS MATERIALIZED (
    SELECT j.id, j.work_location, lower(j.location) AS place, level.least AS years_least, level.most AS years_most,
           c.owner_user_id, compared_words(j.frameworks) AS frameworks,
           compared_words(j.programming_languages) AS languages,
           (SELECT count(*) FROM job_models x WHERE x.job_id = j.id)::numeric AS models_named,
           CASE WHEN j.salary_is_public
               THEN (coalesce(j.salary_min, j.salary_max) + coalesce(j.salary_max, j.salary_min)) / 2.0 END AS salary,
           j.salary_currency,
           CASE WHEN cardinality(c.benefits) = 0 THEN 50
               ELSE 20 * (SELECT count(DISTINCT lower(benefit)) FROM unnest(c.benefits) AS benefit
                          WHERE lower(benefit) IN ('equity', 'flexible hours', 'health insurance', 'learning budget', 'remote work'))
           END::numeric AS culture
    FROM jobs j
    JOIN companies c ON c.id = j.company_id
    JOIN (VALUES ('entry'::experience_level, 0, 1), ('junior', 1, 3), ('mid', 3, 6), ('senior', 6, 10), ('lead', 8, 15),
        ('principal', 10, 99)) AS level (name, least, most) ON level.name = j.experience_level
    WHERE j.id = $1 AND j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
), asked AS MATERIALIZED (
    SELECT skill_key, required_level, CASE WHEN is_required THEN 2 ELSE 1 END AS weight FROM job_skills WHERE job_id = $1
), named AS MATERIALIZED (
    SELECT model_id FROM job_models WHERE job_id = $1
), compared AS (
    SELECT u.id AS user_id, p.years_experience, f.user_id IS NOT NULL AS has_preferences,
           coalesce(f.work_locations, '{}') AS work_locations, coalesce(f.open_to_relocation, false) AS would_move,
           job.place = ANY(compared_words(coalesce(f.preferred_locations, '{}') || coalesce(p.location, ''))) AS is_near,
           job.work_location, job.years_least, job.years_most, job.culture, job.models_named, skills.*, models.*,
           f.salary_expectation_min::numeric AS wanted,
           CASE WHEN job.salary_currency = f.salary_currency THEN job.salary END AS salary,
           CASE WHEN cardinality(job.frameworks) = 0 OR cardinality(words.frameworks) = 0 THEN 0.5
               ELSE shared.frameworks / (cardinality(job.frameworks) + cardinality(words.frameworks) - shared.frameworks)
           END AS frameworks_share,
           CASE WHEN cardinality(job.languages) = 0 OR cardinality(words.languages) = 0 THEN 0.5
               ELSE shared.languages / (cardinality(job.languages) + cardinality(words.languages) - shared.languages)
           END AS languages_share
    FROM job
    JOIN users u ON u.id = ANY($2::uuid[]) AND u.id IS DISTINCT FROM job.owner_user_id
    LEFT JOIN profiles p ON p.user_id = u.id
    LEFT JOIN job_preferences f ON f.user_id = u.id
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM user_skills s WHERE s.user_id = u.id) AS has_skills, sum(asked.weight) AS skills_asked,
               sum(asked.weight * least(coalesce(s.proficiency, 0)::numeric / asked.required_level, 1)) AS skills_held
        FROM asked LEFT JOIN user_skills s ON s.user_id = u.id AND s.skill_key = asked.skill_key) AS skills
    CROSS JOIN LATERAL (
        SELECT count(*)::numeric AS models_known, count(named.model_id)::numeric AS models_shared
        FROM user_models m LEFT JOIN named ON named.model_id = m.model_id
        WHERE m.user_id = u.id) AS models
    CROSS JOIN LATERAL (
        SELECT compared_words(coalesce(array_agg(word) FILTER (WHERE kind = 1), '{}')) AS frameworks,
               compared_words(coalesce(array_agg(word) FILTER (WHERE kind = 2), '{}')) AS languages
        FROM work_experiences e
        CROSS JOIN LATERAL (
            SELECT 1 AS kind, unnest(e.frameworks) AS word UNION ALL SELECT 2, unnest(e.programming_languages)) AS used
        WHERE e.user_id = u.id) AS words
    CROSS JOIN LATERAL (
        SELECT (SELECT count(*) FROM unnest(job.frameworks) AS word WHERE word = ANY(words.frameworks))::numeric AS frameworks,
               (SELECT count(*) FROM unnest(job.languages) AS word WHERE word = ANY(words.languages))::numeric AS languages
    ) AS shared
    WHERE NOT EXISTS (SELECT FROM job_applications a WHERE a.job_id = job.id AND a.user_id = u.id)
), parts AS (
    SELECT user_id, culture,
           CASE WHEN skills_asked IS NULL OR NOT has_skills THEN 50 ELSE 100 * skills_held / skills_asked END AS skills,
           100 * (0.5 * CASE WHEN models_named = 0 OR models_known = 0 THEN 0.5
                      ELSE models_shared / (models_named + models_known - models_shared) END
                  + 0.3 * frameworks_share + 0.2 * languages_share) AS stack,
           CASE WHEN years_experience IS NULL THEN 50
               ELSE 100 - least(75, 15 * greatest(0, years_least - years_experience, years_experience - years_most)) END::numeric AS experience,
           CASE
               WHEN NOT has_preferences THEN 50
               WHEN work_location = 'remote' THEN CASE WHEN 'remote' = ANY(work_locations) THEN 100 ELSE 80 END
               WHEN work_location = 'hybrid' THEN CASE WHEN is_near THEN 90 WHEN would_move THEN 70 ELSE 50 END
               WHEN is_near THEN 100
               WHEN would_move THEN 60
               WHEN 'onsite' = ANY(work_locations) THEN 30
               ELSE 20
           END::numeric AS location,
           CASE
               WHEN salary IS NULL OR wanted IS NULL THEN 50
               WHEN salary >= wanted THEN 100
               WHEN (wanted - salary) / wanted <= 0.10 THEN 90
               WHEN (wanted - salary) / wanted <= 0.20 THEN 70
               WHEN (wanted - salary) / wanted <= 0.30 THEN 50
               ELSE 0
           END::numeric AS salary
    FROM compared
), scored AS (
    SELECT user_id,
           round(100 * (0.40 * skills + 0.20 * stack + 0.15 * experience + 0.10 * location + 0.10 * salary + 0.05 * culture))::int8 AS key
    FROM parts
)
SELECT user_id, key FROM scored WHERE key >= $3 ORDER BY user_id
