DROP TABLE mail_events;
DROP TABLE mail_suppressions;
