DROP TABLE notification_counters;
DROP TABLE notifications;
DROP FUNCTION count_notifications();
DROP TYPE digest_type;
DROP TYPE notification_type;
