DROP FUNCTION trending_score(bigint, double precision, interval);
DROP TABLE platform_days;
DROP TABLE article_days;
DROP TABLE analytics_events;
DROP TYPE share_platform;
DROP TYPE analytics_event_kind;
