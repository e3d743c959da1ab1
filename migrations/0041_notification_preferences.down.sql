DROP FUNCTION quiet_until(timestamptz, text, time, time, smallint[]);
DROP FUNCTION moment_of(timestamp, text);
DROP FUNCTION local_time(timestamptz, text);
DROP TABLE quiet_hours;
DROP TABLE notification_preferences;
DROP TYPE notification_frequency;
DROP TYPE delivery_channel;
