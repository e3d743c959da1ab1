-- profiles.get: a profile whole, with what its owner hides: who may see what is the caller's to decide. By primary key, or
-- by idx_users_username.
SELECT u.id, u.username, u.role::text AS role, u.account_type::text AS account_type, u.status::text AS status, u.created_at,
       u.follower_count, u.following_count, p.display_name, p.headline, p.bio, p.avatar_url, p.cover_image_url, p.location,
       p.website, p.github_url, p.linkedin_url, p.twitter_url, p.huggingface_url, p.pronouns,
       coalesce(p.availability_status::text, 'not_looking') AS availability_status,
       p.years_experience::int4 AS years_experience,
       coalesce(r.total, 0) AS reputation, coalesce(r.level::text, 'newcomer') AS reputation_level,
       (SELECT coalesce(jsonb_object_agg(s.section, s.visibility), '{}')
        FROM profile_privacy_settings s WHERE s.user_id = u.id) AS privacy,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('name', s.skill_name, 'type', s.skill_type, 'proficiency', s.proficiency)
                                  ORDER BY s.proficiency DESC, s.skill_key), '[]')
        FROM user_skills s WHERE s.user_id = u.id) AS skills,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name,
                                                     'proficiency', x.proficiency, 'useCases', x.use_cases)
                                  ORDER BY x.proficiency DESC, m.slug), '[]')
        FROM user_models x JOIN llm_models m ON m.id = x.model_id WHERE x.user_id = u.id) AS models,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'title', w.title, 'company', w.company, 'location', w.location, 'employmentType', w.employment_type,
                'startDate', w.start_date, 'endDate', w.end_date, 'description', w.description, 'frameworks', w.frameworks,
                'programmingLanguages', w.programming_languages) ORDER BY w.display_order, w.start_date DESC, w.id), '[]')
        FROM work_experiences w WHERE w.user_id = u.id) AS work_experience,
       (SELECT jsonb_build_object(
                'roles', j.roles_interested, 'jobTypes', j.job_types, 'workLocations', j.work_locations,
                'preferredLocations', j.preferred_locations, 'isOpenToRelocation', j.open_to_relocation,
                'salaryMin', j.salary_expectation_min, 'salaryMax', j.salary_expectation_max,
                'salaryCurrency', j.salary_currency, 'startDate', j.desired_start_date, 'availability', j.availability,
                'isVisibleToRecruiters', j.visible_to_recruiters)
        FROM job_preferences j WHERE j.user_id = u.id) AS job_preferences
FROM users u
LEFT JOIN profiles p ON p.user_id = u.id
LEFT JOIN user_reputation r ON r.user_id = u.id
WHERE u.status <> 'deleted'
  AND u.id = $1 -- when by_id
  AND lower(u.username) = lower($2) -- when by_username
