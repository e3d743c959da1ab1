-- notifications.counts: how many notifications of a user are shown, and unread. By primary key.
SELECT shown_count, unread_count FROM notification_counters WHERE user_id = $1
