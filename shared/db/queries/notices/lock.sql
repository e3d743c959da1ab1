-- notices.lock: takes the locks of these users' notifications, in the order of the users, until the transaction ends.
INSERT INTO notification_counters (user_id)
SELECT u.id FROM users u WHERE u.id = ANY($1::uuid[]) ORDER BY u.id
ON CONFLICT (user_id) DO UPDATE SET unread_count = notification_counters.unread_count
