-- notifications.quiet_hours: when a user isn't to be disturbed, and where he is. By primary keys.
SELECT u.timezone, q.is_on, q.from_time, q.until_time, q.days
FROM users u
LEFT JOIN quiet_hours q ON q.user_id = u.id
WHERE u.id = $1
