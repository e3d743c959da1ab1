DROP TABLE audit_log;
DROP TABLE platform_settings;
DROP TYPE setting_category;
DROP TYPE setting_type;
