-- notifications.put_quiet_hours: when a user isn't to be disturbed.
INSERT INTO quiet_hours (user_id, is_on, from_time, until_time, days)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id) DO UPDATE
SET is_on = excluded.is_on, from_time = excluded.from_time, until_time = excluded.until_time, days = excluded.days,
    updated_at = now()
