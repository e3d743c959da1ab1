DROP TABLE profile_privacy_settings;
DROP TYPE profile_section;
DROP TYPE privacy_visibility;
