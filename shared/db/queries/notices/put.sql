-- notices.put: tells users something, each as he wants it, at a moment. What is bundled and not read is counted for an hour
-- instead of told again. Returns who is to be mailed and when: in quiet hours, when they are over. The users' locks are
-- held. Uses idx_notifications_user_bundle.
WITH wanted AS (
    SELECT w.id, w.user_id, w.type::notification_type AS type, w.title, w.message, w.bundle_key,
           coalesce(app.frequency <> 'off', true) AS is_shown,
           coalesce(mail.frequency, w.mail_default::notification_frequency) AS mail,
           CASE WHEN w.is_critical THEN NULL ELSE q.days END AS quiet_days, q.from_time, q.until_time, u.timezone
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[])
        AS w (id, user_id, type, title, message, bundle_key, mail_default, is_critical)
    JOIN users u ON u.id = w.user_id
    LEFT JOIN notification_preferences app
        ON app.user_id = w.user_id AND app.type = w.type::notification_type AND app.channel = 'in_app'
    LEFT JOIN notification_preferences mail
        ON mail.user_id = w.user_id AND mail.type = w.type::notification_type AND mail.channel = 'email'
    LEFT JOIN quiet_hours q ON q.user_id = w.user_id AND q.is_on
), bundle AS (
    SELECT wanted.id AS wanted_id, open.id
    FROM wanted
    CROSS JOIN LATERAL (
        SELECT n.id
        FROM notifications n
        WHERE n.user_id = wanted.user_id AND n.bundle_key = wanted.bundle_key AND n.read_at IS NULL
          AND n.created_at > $12::timestamptz - interval '60 minutes'
        ORDER BY n.created_at DESC
        LIMIT 1
    ) AS open
), grown AS (
    UPDATE notifications n
    SET bundle_count = n.bundle_count + 1, title = wanted.title, message = wanted.message, action_path = $9,
        actor_id = $11, updated_at = $12
    FROM bundle
    JOIN wanted ON wanted.id = bundle.wanted_id
    WHERE n.id = bundle.id
), planned AS (
    SELECT wanted.*, CASE mail WHEN 'real_time' THEN $12::timestamptz
                               WHEN 'hourly_digest' THEN date_trunc('hour', $12::timestamptz) + interval '1 hour' END AS due
    FROM wanted
    WHERE NOT EXISTS (SELECT FROM bundle WHERE bundle.wanted_id = wanted.id) AND (is_shown OR mail <> 'off')
), added AS (
    INSERT INTO notifications (id, user_id, type, title, message, action_path, reference_id, actor_id, bundle_key,
                               is_shown, mail_due_at, digest, created_at, updated_at)
    SELECT id, user_id, type, title, message, $9, $10, $11, bundle_key, is_shown,
           coalesce(quiet_until(due, timezone, from_time, until_time, quiet_days), due),
           CASE mail WHEN 'daily_digest' THEN 'daily'::digest_type WHEN 'weekly_digest' THEN 'weekly' END, $12, $12
    FROM planned
    RETURNING user_id, mail_due_at
)
SELECT DISTINCT user_id, mail_due_at FROM added WHERE mail_due_at IS NOT NULL ORDER BY user_id
