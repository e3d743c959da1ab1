DROP TABLE job_preferences;
DROP TABLE work_experiences;
DROP TABLE user_models;
DROP TABLE user_skills;
DROP TYPE employment_type;
