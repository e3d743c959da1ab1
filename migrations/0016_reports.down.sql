DROP TABLE spam_keywords;
DROP TABLE reports;
DROP FUNCTION hide_what_five_report();
DROP TYPE report_status;
DROP TYPE report_reason;
