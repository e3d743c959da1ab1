-- export.account: what there is little of: the account, its profile, collections, bookmarks, alerts, company, wishes. By primary keys
-- and the indexes of the foreign keys. Hashes of secrets are nobody's to know.
SELECT part, key, body
FROM (
    SELECT 'account' AS part, u.id AS key, jsonb_build_object(
        'id', u.id, 'email', u.email, 'emailVerifiedAt', u.email_verified_at, 'username', u.username, 'role', u.role,
        'accountType', u.account_type, 'status', u.status, 'timezone', u.timezone, 'locale', u.locale,
        'lastLoginAt', u.last_login_at, 'loginCount', u.login_count, 'followerCount', u.follower_count,
        'followingCount', u.following_count, 'bookmarkCount', u.bookmark_count, 'createdAt', u.created_at,
        'updatedAt', u.updated_at, 'hasPassword', u.password_hash IS NOT NULL) AS body
    FROM users u WHERE u.id = $1
    UNION ALL
    SELECT 'profile', p.user_id, jsonb_build_object(
        'displayName', p.display_name, 'headline', p.headline, 'bio', p.bio, 'avatarUrl', p.avatar_url,
        'coverImageUrl', p.cover_image_url, 'location', p.location, 'website', p.website, 'githubUrl', p.github_url,
        'linkedinUrl', p.linkedin_url, 'twitterUrl', p.twitter_url, 'huggingfaceUrl', p.huggingface_url,
        'pronouns', p.pronouns, 'availabilityStatus', p.availability_status, 'yearsExperience', p.years_experience,
        'createdAt', p.created_at, 'updatedAt', p.updated_at)
    FROM profiles p WHERE p.user_id = $1
    UNION ALL
    SELECT 'privacy', s.user_id, jsonb_build_object('section', s.section, 'visibility', s.visibility, 'updatedAt', s.updated_at)
    FROM profile_privacy_settings s WHERE s.user_id = $1
    UNION ALL
    SELECT 'skills', s.id, jsonb_build_object(
        'name', s.skill_name, 'type', s.skill_type, 'proficiency', s.proficiency, 'createdAt', s.created_at)
    FROM user_skills s WHERE s.user_id = $1
    UNION ALL
    SELECT 'models', m.model_id, jsonb_build_object(
        'modelId', m.model_id, 'proficiency', m.proficiency, 'useCases', m.use_cases, 'createdAt', m.created_at)
    FROM user_models m WHERE m.user_id = $1
    UNION ALL
    SELECT 'workExperience', w.id, jsonb_build_object(
        'title', w.title, 'company', w.company, 'location', w.location, 'employmentType', w.employment_type,
        'startDate', w.start_date, 'endDate', w.end_date, 'description', w.description, 'frameworks', w.frameworks,
        'programmingLanguages', w.programming_languages, 'createdAt', w.created_at)
    FROM work_experiences w WHERE w.user_id = $1
    UNION ALL
    SELECT 'jobPreferences', j.user_id, jsonb_build_object(
        'roles', j.roles_interested, 'jobTypes', j.job_types, 'workLocations', j.work_locations,
        'preferredLocations', j.preferred_locations, 'isOpenToRelocation', j.open_to_relocation,
        'salaryMin', j.salary_expectation_min, 'salaryMax', j.salary_expectation_max,
        'salaryCurrency', j.salary_currency, 'startDate', j.desired_start_date, 'availability', j.availability,
        'companyPreferences', j.company_preferences, 'isVisibleToRecruiters', j.visible_to_recruiters,
        'createdAt', j.created_at, 'updatedAt', j.updated_at)
    FROM job_preferences j WHERE j.user_id = $1
    UNION ALL
    SELECT 'reputation', r.user_id, jsonb_build_object('points', r.points, 'level', r.level, 'updatedAt', r.updated_at)
    FROM user_reputation r WHERE r.user_id = $1
    UNION ALL
    SELECT 'votesToday', q.user_id, jsonb_build_object('day', q.day, 'used', q.used)
    FROM vote_quotas q WHERE q.user_id = $1
    UNION ALL
    SELECT 'bookmarkCollections', c.id, jsonb_build_object(
        'id', c.id, 'name', c.name, 'description', c.description, 'isDefault', c.is_default, 'createdAt', c.created_at,
        'updatedAt', c.updated_at)
    FROM bookmark_collections c WHERE c.user_id = $1
    UNION ALL
    SELECT 'bookmarks', b.id, jsonb_build_object(
        'id', b.id, 'articleId', b.article_id, 'collectionId', b.collection_id, 'notes', b.notes, 'createdAt', b.created_at)
    FROM bookmarks b WHERE b.user_id = $1
    UNION ALL
    SELECT 'jobAlerts', a.id, jsonb_build_object(
        'id', a.id, 'name', a.name, 'criteria', a.criteria, 'isActive', a.is_active, 'createdAt', a.created_at,
        'updatedAt', a.updated_at)
    FROM job_alerts a WHERE a.user_id = $1
    UNION ALL
    SELECT 'company', c.id, jsonb_build_object(
        'id', c.id, 'slug', c.slug, 'name', c.name, 'website', c.website, 'description', c.description,
        'isVerified', c.is_verified, 'createdAt', c.created_at, 'updatedAt', c.updated_at)
    FROM companies c WHERE c.owner_user_id = $1
    UNION ALL
    SELECT 'notificationPreferences', n.user_id, jsonb_build_object(
        'type', n.type, 'channel', n.channel, 'frequency', n.frequency, 'updatedAt', n.updated_at)
    FROM notification_preferences n WHERE n.user_id = $1
    UNION ALL
    SELECT 'quietHours', q.user_id, jsonb_build_object(
        'isOn', q.is_on, 'from', q.from_time, 'until', q.until_time, 'days', q.days, 'updatedAt', q.updated_at)
    FROM quiet_hours q WHERE q.user_id = $1
    UNION ALL
    SELECT 'badges', b.badge_id, jsonb_build_object('badgeId', b.badge_id, 'earnedAt', b.earned_at)
    FROM user_badges b WHERE b.user_id = $1
    UNION ALL
    SELECT 'digests', d.user_id, jsonb_build_object(
        'includesNews', d.includes_news, 'includesForum', d.includes_forum, 'includesJobs', d.includes_jobs,
        'includesActivity', d.includes_activity, 'minItems', d.min_items, 'isOnVacation', d.is_on_vacation,
        'vacationUntil', d.vacation_until, 'plans', (
            SELECT jsonb_agg(jsonb_build_object('type', p.type, 'isOn', p.is_on, 'at', p.at, 'weekday', p.weekday,
                                                'lastSentAt', p.last_sent_at) ORDER BY p.type)
            FROM digest_plans p WHERE p.user_id = d.user_id))
    FROM digest_preferences d WHERE d.user_id = $1
) AS parts
