-- Jobs: a company for each fiftieth user, a job for each second article, three applications a user, saved jobs, alerts
-- and what candidates say of themselves. Some companies, models and skills have most of them.
INSERT INTO companies (id, name, slug, industry, company_size, owner_user_id, is_verified, description, created_at)
SELECT md5('company ' || n)::uuid, 'Company ' || n, 'company-' || n, 'Industry ' || n % 12, (enum_range(NULL::company_size))[1 + n % 6],
       id, n % 5 > 0, 'A company that works with models' || CASE WHEN n % 100 = 0 THEN ' and rarities' ELSE '' END,
       now() - make_interval(hours => n::integer)
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users) AS u WHERE n <= (SELECT count(*) / 50 FROM users);

INSERT INTO jobs (
    id, company_id, title, slug, description, requirements, job_type, work_location, experience_level, location, salary_min,
    salary_max, salary_currency, frameworks, programming_languages, model_strategy, has_visa_sponsorship, status,
    published_at, expires_at)
SELECT md5('job ' || n)::uuid, md5('company ' || 1 + (h % c * (h / 7 % c) / c))::uuid, 'Engineer ' || n, 'job-' || n,
       'Work with a model' || CASE WHEN n % 500 = 0 THEN ' and rarities' ELSE '' END, 'Reads and writes',
       (enum_range(NULL::job_type))[1 + h % 4], (enum_range(NULL::work_location))[1 + h / 4 % 3],
       (enum_range(NULL::experience_level))[1 + h / 12 % 6], 'City ' || h % 300, 40000 + h % 100 * 1000, 60000 + h % 100 * 1000,
       'EUR', ARRAY['Framework ' || h % 40], ARRAY['Language ' || h / 40 % 10], (enum_range(NULL::model_strategy))[1 + h % 3],
       h % 7 = 0, CASE WHEN h % 100 < 60 THEN 'active' WHEN h % 100 < 85 THEN 'closed' WHEN h % 100 < 92 THEN 'filled'
       WHEN h % 100 < 95 THEN 'paused' ELSE 'draft' END::job_status, now() - make_interval(mins => n::integer * 20),
       CASE WHEN n % 3 > 0 THEN now() + make_interval(days => h % 60 + 1) WHEN n % 300 = 0 THEN now() - interval '1 hour' END
FROM (
    SELECT n, abs(hashint8(n) % 1000000) AS h, (SELECT count(*)::integer FROM companies) AS c
    FROM generate_series(1, (SELECT count(*) / 2 FROM articles)) AS n
) AS numbered;

INSERT INTO job_models (job_id, model_id)
SELECT DISTINCT j.id, m.id FROM (SELECT id, abs(hashtext(slug) % 10000) AS h FROM jobs) AS j,
    (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS c FROM llm_models) AS m
WHERE m.n IN (j.h % c * (j.h / 100 % c) / c, j.h / 3 % c);

INSERT INTO job_skills (job_id, skill_name, skill_type, required_level, is_required)
SELECT DISTINCT ON (j.id, skill) j.id, skill, 'other'::skill_type, 1 + j.h % 5, j.h % 2 = 0
FROM (SELECT id, abs(hashtext(slug) % 100000) AS h FROM jobs) AS j, generate_series(1, 3) AS k,
     LATERAL (SELECT 'Skill ' || j.h / k % 200 AS skill) AS named;

INSERT INTO job_applications (id, job_id, user_id, status, applied_at)
SELECT md5('application ' || j.id || u.id)::uuid, j.id, u.id, (enum_range(NULL::application_status))[1 + u.h % 7],
       now() - make_interval(mins => u.h % 40000)
FROM (SELECT id, k, abs((hashtext(username)::bigint * k) % 1000003)::integer AS h FROM users, generate_series(1, 3) AS k) AS u
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS c FROM jobs WHERE status <> 'draft') AS j
    ON j.n = 1 + u.h::bigint % c * (u.h / 7 % c) / c
ON CONFLICT DO NOTHING;

INSERT INTO application_status_history (id, application_id, to_status, changed_by_id, created_at)
SELECT md5('history ' || id)::uuid, id, 'submitted', user_id, applied_at FROM job_applications;

INSERT INTO saved_jobs (user_id, job_id, saved_at) SELECT user_id, job_id, applied_at FROM job_applications;

INSERT INTO job_alerts (id, user_id, name, criteria)
SELECT md5('alert ' || id)::uuid, id, 'Remote ones', '{"workLocations": ["remote"]}' FROM users;

INSERT INTO user_skills (id, user_id, skill_name, skill_type, proficiency)
SELECT DISTINCT ON (id, skill) md5('skill ' || skill || id)::uuid, id, skill, 'other'::skill_type, 1 + h % 5
FROM (SELECT id, abs(hashtext(username) % 100000) AS h FROM users) AS u, generate_series(1, 5) AS k,
     LATERAL (SELECT 'Skill ' || h / k % 200 AS skill) AS named;

INSERT INTO user_models (user_id, model_id, proficiency)
SELECT u.id, m.id, 3 FROM (SELECT id, abs(hashtext(username) % 10000) AS h FROM users) AS u
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS c FROM llm_models) AS m ON m.n IN (u.h % c, u.h / 50 % c);

INSERT INTO work_experiences (id, user_id, title, company, start_date, frameworks, programming_languages)
SELECT md5('experience ' || id)::uuid, id, 'Engineer', 'Somewhere', '2020-01-01', '{Framework 1}', '{Language 1}' FROM users;

INSERT INTO job_preferences (user_id, work_locations, preferred_locations, salary_expectation_min, salary_currency)
SELECT id, '{remote}', '{City 1}', 70000, 'EUR' FROM users;
