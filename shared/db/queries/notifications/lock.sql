-- notifications.lock: takes the lock of a user's notifications until the transaction ends. By primary key.
SELECT true AS found FROM notification_counters WHERE user_id = $1 FOR NO KEY UPDATE
