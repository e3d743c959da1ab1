-- digests.get: how a user wants digests, and where he is. By primary keys.
SELECT u.timezone, daily.is_on AS is_daily, daily.at AS daily_at, weekly.is_on AS is_weekly, weekly.at AS weekly_at,
       weekly.weekday, d.includes_news, d.includes_forum, d.includes_jobs, d.includes_activity,
       d.min_items::int4 AS min_items, d.is_on_vacation, d.vacation_until
FROM users u
JOIN digest_preferences d ON d.user_id = u.id
JOIN digest_plans daily ON daily.user_id = u.id AND daily.type = 'daily'
JOIN digest_plans weekly ON weekly.user_id = u.id AND weekly.type = 'weekly'
WHERE u.id = $1
