-- matches.find: jobs for a user, best first, each with the parts of its score (0 to 100; 50 is for what isn't known):
-- 0.40 skills, 0.20 stack, 0.15 experience, 0.10 location, 0.10 salary, 0.05 culture. Candidates are the newest 200 jobs,
-- the newest 30 for each of the user's eight best skills and the newest 20 for each of five models, so that the work is
-- bounded. A user's own and those applied to are left out. Uses idx_jobs_status_published,
-- idx_job_skills_skill_published, idx_job_models_model_published.
WITH me AS MATERIALIZED (
    SELECT p.years_experience, f.user_id IS NOT NULL AS has_preferences,
           coalesce(f.work_locations, '{}') AS work_locations, coalesce(f.open_to_relocation, false) AS would_move,
           compared_words(coalesce(f.preferred_locations, '{}') || coalesce(p.location, '')) AS places,
           f.salary_expectation_min::numeric AS wanted, f.salary_currency,
           compared_words(coalesce(w.frameworks, '{}')) AS frameworks, compared_words(coalesce(w.languages, '{}')) AS languages
    FROM users u
    LEFT JOIN profiles p ON p.user_id = u.id
    LEFT JOIN job_preferences f ON f.user_id = u.id
    CROSS JOIN LATERAL (
        SELECT array_agg(word) FILTER (WHERE kind = 1) AS frameworks, array_agg(word) FILTER (WHERE kind = 2) AS languages
        FROM work_experiences e
        CROSS JOIN LATERAL (
            SELECT 1 AS kind, unnest(e.frameworks) AS word UNION ALL SELECT 2, unnest(e.programming_languages)) AS words
        WHERE e.user_id = u.id) AS w
    WHERE u.id = $1
), my_skills AS MATERIALIZED (
    SELECT skill_key, proficiency FROM user_skills WHERE user_id = $1
), my_models AS MATERIALIZED (
    SELECT model_id, proficiency FROM user_models WHERE user_id = $1
), candidates AS (
    (SELECT id FROM jobs WHERE status = 'active' ORDER BY published_at DESC, id DESC LIMIT 200)
    UNION
    SELECT newest.job_id
    FROM (SELECT skill_key FROM my_skills ORDER BY proficiency DESC, skill_key LIMIT 8) AS mine, LATERAL (
        SELECT k.job_id FROM job_skills k
        WHERE k.skill_key = mine.skill_key AND k.published_at <= 'infinity'
        ORDER BY k.published_at DESC, k.job_id DESC LIMIT 30) AS newest
    UNION
    SELECT newest.job_id
    FROM (SELECT model_id FROM my_models ORDER BY proficiency DESC, model_id LIMIT 5) AS mine, LATERAL (
        SELECT x.job_id FROM job_models x
        WHERE x.model_id = mine.model_id AND x.published_at <= 'infinity'
        ORDER BY x.published_at DESC, x.job_id DESC LIMIT 20) AS newest
), compared AS (
    SELECT j.id, j.work_location, j.experience_level, c.benefits,
           lower(j.location) = ANY(me.places) AS is_near, me.has_preferences, me.work_locations, me.would_move,
           me.years_experience, skills.*, models.*,
           CASE WHEN j.salary_is_public AND j.salary_currency = me.salary_currency
               THEN (coalesce(j.salary_min, j.salary_max) + coalesce(j.salary_max, j.salary_min)) / 2.0 END AS salary,
           me.wanted, frameworks.share AS frameworks_share, languages.share AS languages_share
    FROM candidates
    JOIN jobs j ON j.id = candidates.id AND j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now())
    JOIN companies c ON c.id = j.company_id AND c.owner_user_id IS DISTINCT FROM $1
    CROSS JOIN me
    CROSS JOIN LATERAL (
        SELECT sum(CASE WHEN k.is_required THEN 2 ELSE 1 END) AS skills_asked,
               sum(CASE WHEN k.is_required THEN 2 ELSE 1 END * least(coalesce(s.proficiency, 0)::numeric / k.required_level, 1)) AS skills_held
        FROM job_skills k LEFT JOIN my_skills s ON s.skill_key = k.skill_key
        WHERE k.job_id = j.id) AS skills
    CROSS JOIN LATERAL (
        SELECT count(*)::numeric AS models_named, count(m.model_id)::numeric AS models_shared
        FROM job_models x LEFT JOIN my_models m ON m.model_id = x.model_id
        WHERE x.job_id = j.id) AS models
    CROSS JOIN LATERAL (
        SELECT sum((sides = 2)::int)::numeric / count(*) AS share
        FROM (SELECT count(*) AS sides FROM (
            (SELECT DISTINCT lower(word) AS word FROM unnest(j.frameworks) AS word) UNION ALL SELECT unnest(me.frameworks)) AS both_sides GROUP BY word) AS words
        HAVING cardinality(j.frameworks) > 0 AND cardinality(me.frameworks) > 0
        UNION ALL SELECT 0.5 WHERE cardinality(j.frameworks) = 0 OR cardinality(me.frameworks) = 0) AS frameworks
    CROSS JOIN LATERAL (
        SELECT sum((sides = 2)::int)::numeric / count(*) AS share
        FROM (SELECT count(*) AS sides FROM (
            (SELECT DISTINCT lower(word) AS word FROM unnest(j.programming_languages) AS word) UNION ALL SELECT unnest(me.languages)) AS both_sides GROUP BY word) AS words
        HAVING cardinality(j.programming_languages) > 0 AND cardinality(me.languages) > 0
        UNION ALL SELECT 0.5 WHERE cardinality(j.programming_languages) = 0 OR cardinality(me.languages) = 0) AS languages
    WHERE NOT EXISTS (SELECT FROM job_applications a WHERE a.job_id = j.id AND a.user_id = $1)
), parts AS (
    SELECT id,
           CASE WHEN skills_asked IS NULL OR NOT EXISTS (SELECT FROM my_skills) THEN 50
               ELSE 100 * skills_held / skills_asked END AS skills,
           100 * (0.5 * CASE WHEN models_named = 0 OR NOT EXISTS (SELECT FROM my_models) THEN 0.5
                      ELSE models_shared / (models_named + (SELECT count(*) FROM my_models) - models_shared) END
                  + 0.3 * frameworks_share + 0.2 * languages_share) AS stack,
           CASE WHEN years_experience IS NULL THEN 50
               ELSE 100 - least(75, 15 * greatest(0, level.least - years_experience, years_experience - level.most)) END::numeric AS experience,
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
           END::numeric AS salary,
           CASE WHEN cardinality(benefits) = 0 THEN 50
               ELSE 20 * (SELECT count(DISTINCT lower(benefit)) FROM unnest(benefits) AS benefit
                          WHERE lower(benefit) IN ('equity', 'flexible hours', 'health insurance', 'learning budget', 'remote work'))
           END::numeric AS culture
    FROM compared
    JOIN (VALUES ('entry'::experience_level, 0, 1), ('junior', 1, 3), ('mid', 3, 6), ('senior', 6, 10), ('lead', 8, 15),
        ('principal', 10, 99)) AS level (name, least, most) ON level.name = compared.experience_level
), scored AS (
    SELECT *, round(100 * (0.40 * skills + 0.20 * stack + 0.15 * experience + 0.10 * location + 0.10 * salary + 0.05 * culture))::int8 AS key
    FROM parts
), listed AS (
    SELECT *, count(*) OVER () AS total FROM scored WHERE key >= $4
), page AS (
    SELECT * FROM listed
    WHERE (key, id) < ($5, $6) -- when after
    ORDER BY key DESC, id DESC
    LIMIT $2 OFFSET $3
)
SELECT id, key, total, skills::float8 AS skills, stack::float8 AS stack, experience::float8 AS experience,
       location::float8 AS location, salary::float8 AS salary, culture::float8 AS culture,
       array(SELECT k.skill_name FROM job_skills k JOIN my_skills s ON s.skill_key = k.skill_key
             WHERE k.job_id = page.id ORDER BY k.skill_key) AS shared_skills,
       array(SELECT k.skill_name FROM job_skills k LEFT JOIN my_skills s ON s.skill_key = k.skill_key
             WHERE k.job_id = page.id AND k.is_required AND s.skill_key IS NULL ORDER BY k.skill_key) AS missing_skills,
       array(SELECT l.name FROM job_models x JOIN my_models m ON m.model_id = x.model_id JOIN llm_models l ON l.id = x.model_id
             WHERE x.job_id = page.id ORDER BY l.slug) AS shared_models
FROM page
ORDER BY key DESC, id DESC
